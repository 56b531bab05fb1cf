import { beforeAll, describe, expect, test } from "vitest";
import { toolConstants } from "../../../../src/db/schema/index.ts";
import { openShop, type Shop } from "../../../support/shop.ts";

let bank: Shop;
beforeAll(async () => {
  bank = await openShop(async () => undefined);
});

const score = (input: object, context: object = {}) => bank.run("credit_scoring", input, { industry: "finance", ...context });

test.each([
  ["20triệu", "Hà Nội", "None", { score: 750, grade: "Good", limit: 50_000_000 }],
  ["10000000", "Đà Nẵng", "nợ xấu", { score: 400, grade: "Poor", limit: 0 }],
  [20_000_000, "TP.HCM", "không có nợ xấu", { score: 750, grade: "Good", limit: 50_000_000 }],
  ["20 triệu rưỡi", "hanoi", "no", { score: 750, grade: "Good", limit: 50_000_000 }],
  ["240 triệu một năm", "Huế", "None", { score: 700, grade: "Good", limit: 50_000_000, understood: { income: 20_000_000 } }],
])("credit_scoring(%j, %j, %j)", async (income, location, debt_status, expected) => {
  const { output, newState } = await score({ income, location, debt_status });
  expect(output).toMatchObject({ currency: "VND", ...expected });
  expect(newState).toBe("analyzing");
});

describe("what is missing or cannot be read is asked for, and no state is proposed", () => {
  test.each<[object, "vi" | "en", string, RegExp]>([
    [{}, "vi", "income", /thu nhập mỗi tháng/],
    [{ income: "" }, "en", "income", /earn a month/],
    [{ income: "20", location: "Hà Nội", debt_status: "None" }, "vi", "income", /chưa đọc được mức thu nhập “20”/],
    [{ income: "1000 USD", location: "Hà Nội", debt_status: "None" }, "en", "income", /could not read the income “1000 USD”/],
    [{ income: -5 }, "vi", "income", /chưa đọc được/],
    [{ income: "20tr" }, "vi", "location", /tỉnh, thành phố nào/],
    [{ income: "20tr", location: "Huế" }, "en", "debt_status", /bad debt/],
  ])("%j in %s", async (input, language, argument, sentence) => {
    const result = await score(input, { language });
    expect(result.output).toMatchObject({ code: "needs_more", argument, error: expect.stringMatching(sentence) });
    expect(result).not.toHaveProperty("newState");
  });
});

test("a tenant's own constants decide, and are nobody else's", async () => {
  const other = await openShop(async () => undefined);
  await other.db.insert(toolConstants).values({
    tenantId: other.tenantId,
    tool: "credit_scoring",
    constants: { base: 300, grades: [{ from: 0, grade: "Bronze", limit: 5_000_000 }] },
  });
  const input = { income: "20tr", location: "Hà Nội", debt_status: "None" };
  expect((await other.run("credit_scoring", input)).output).toMatchObject({ score: 450, grade: "Bronze", limit: 5_000_000 });
  expect((await score(input)).output).toMatchObject({ score: 750 });
});

test("constants that are none make the tool fail: nobody is told a wrong limit", async () => {
  const broken = await openShop(async () => undefined);
  await broken.db.insert(toolConstants).values({ tenantId: broken.tenantId, tool: "credit_scoring", constants: { base: "many" } });
  await expect(broken.run("credit_scoring", { income: "20tr", location: "Hà Nội", debt_status: "None" })).rejects.toThrow();
});
