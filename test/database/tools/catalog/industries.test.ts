/** One tenant, several industries: a conversation sees what its own flow's industry offers, and nothing else. */
import { beforeAll, expect, test } from "vitest";
import { loadCatalogue } from "../../../../dev/demo/load-catalogue.ts";
import { loadIndustries } from "../../../../dev/demo/load-industries.ts";
import { openShop, type Shop } from "../../../support/shop.ts";

let tenant: Shop;
beforeAll(async () => {
  tenant = await openShop(async (db, tenantId) => {
    await loadCatalogue(db, tenantId);
    await loadIndustries(db, tenantId, Date.parse("2026-11-27T08:00:00Z"));
  });
});

const codesOf = async (industry: string, query: string) => {
  const { shown } = await tenant.run("search_offerings", { query }, { industry });
  return shown ?? [];
};

test.each<[string, string, RegExp]>([
  ["finance", "Cho tôi xem các gói vay", /^LN-/],
  ["finance", "vay mua nhà", /^LN-/],
  ["finance", "gửi tiết kiệm 12 tháng", /^DP-/],
  ["finance", "savings accounts", /^DP-/],
  ["auto", "cho tôi xem xe", /^CAR-/],
  ["auto", "xe Mazda dưới 800 triệu", /^CAR-MAZDA3/],
  ["auto", "show me cars", /^CAR-/],
  ["education", "khoá học IELTS", /^IELTS-/],
  ["education", "show me courses", /^(?:EN|IELTS|TOEIC)-/],
  ["retail", "Cho tôi xem laptop", /^LT-/],
])("in %s, %j", async (industry, query, code) => {
  const codes = await codesOf(industry, query);
  expect(codes.length).toBeGreaterThan(0);
  for (const one of codes) expect(one).toMatch(code);
});

test("what another industry offers is neither found nor looked at", async () => {
  expect(await codesOf("finance", "laptop")).toEqual([]);
  const { output } = await tenant.run("get_offering_details", { offering_code: "CAR-MAZDA3-26" }, { industry: "retail" });
  expect(output).toMatchObject({ code: "not_found" });
  expect((await tenant.run("get_offering_details", { offering_code: "CAR-MAZDA3-26" }, { industry: "auto" })).output).toMatchObject({
    offering: { code: "CAR-MAZDA3-26", highlights: expect.arrayContaining(["Đời xe 2026"]) },
  });
});
