import { beforeAll, expect, test } from "vitest";
import { toolConstants } from "../../../../src/db/schema/index.ts";
import { openShop, type Shop } from "../../../support/shop.ts";

const clock = { now: () => Date.parse("2026-11-27T08:00:00Z") };
let showroom: Shop;
beforeAll(async () => {
  showroom = await openShop(async () => undefined);
});

const value = (input: object, context: object = {}) => showroom.run("trade_in_valuation", input, { industry: "auto", clock, ...context });

test.each<[object, number]>([
  [{ model: "Mazda 3", year: 2020, odo: 50_000, condition: "tốt" }, 230_000_000],
  [{ model: "mazda 3", year: "đời 2020", odo: "50.000 km" }, 230_000_000],
  [{ model: "Mazda 3", year: "2020", odo: "5 vạn", condition: "xước nhẹ" }, 230_000_000],
  [{ model: "Kia Morning", year: 2010, odo: "200k" }, 100_000_000],
])("%j", async (input, worth) => {
  const { output, newState } = await value(input);
  expect(output).toMatchObject({ value: worth, currency: "VND", valued_in: 2026 });
  expect(newState).toBe("analyzing");
});

test("the year in which it is valued is Vietnam's", async () => {
  const input = { model: "Mazda 3", year: 2020, odo: 50_000 };
  const newYear = { clock: { now: () => Date.parse("2026-12-31T17:00:00Z") } };
  expect((await value(input, newYear)).output).toMatchObject({ valued_in: 2027, value: 210_000_000 });
});

test.each<[object, "vi" | "en", string, RegExp]>([
  [{}, "vi", "model", /hãng và dòng nào/],
  [{ model: "Mazda 3" }, "en", "year", /Which year/],
  [{ model: "Mazda 3", year: "mới mua" }, "vi", "year", /chưa đọc được đời xe “mới mua”.*1980 đến 2027/],
  [{ model: "Mazda 3", year: 2031, odo: 5 }, "en", "year", /from 1980 to 2027/],
  [{ model: "Mazda 3", year: 2020 }, "vi", "odo", /bao nhiêu km/],
  [{ model: "Mazda 3", year: 2020, odo: "đi ít" }, "en", "odo", /could not read the distance “đi ít”/],
  [{ model: "Mazda 3", year: 2020, odo: 90_000_000 }, "vi", "odo", /chưa đọc được số km/],
])("%j in %s asks for what is missing", async (input, language, argument, sentence) => {
  const result = await value(input, { language });
  expect(result.output).toMatchObject({ code: "needs_more", argument, error: expect.stringMatching(sentence) });
  expect(result).not.toHaveProperty("newState");
});

test("a tenant's own constants decide", async () => {
  const other = await openShop(async () => undefined);
  await other.db
    .insert(toolConstants)
    .values({ tenantId: other.tenantId, tool: "trade_in_valuation", constants: { base: 500_000_000, least: 0 } });
  const { output } = await other.run("trade_in_valuation", { model: "Mazda 3", year: 2020, odo: 50_000 }, { clock });
  expect(output).toMatchObject({ value: 430_000_000 });
});
