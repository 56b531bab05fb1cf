import { beforeAll, describe, expect, test } from "vitest";
import { market } from "../../../../dev/demo/finance/market.ts";
import { loadIndustries } from "../../../../dev/demo/load-industries.ts";
import { openShop, type Shop } from "../../../support/shop.ts";

const now = Date.parse("2026-11-27T08:00:00Z");
let bank: Shop;
beforeAll(async () => {
  bank = await openShop((db, tenantId) => loadIndustries(db, tenantId, now));
});

const at = (context: object) => ({ industry: "finance", clock: { now: () => now }, ...context });
const look = (input: object, context: object = {}) => bank.run("get_market_data", input, at(context));
const read = (input: object, context: object = {}) => bank.run("get_strategic_analysis", input, at(context));
const pricesOf = (symbol: string) => market.find((one) => one.symbol === symbol)?.prices ?? [];

describe("quotes", () => {
  test.each<[string, string[]]>([
    ["SJC", ["SJC"]],
    ["giá vàng SJC hôm nay", ["SJC"]],
    ["gia vang sjc", ["SJC"]],
    ["vàng nhẫn", ["NHAN9999"]],
    ["vàng", ["NHAN9999", "SJC"]],
    ["gold price", ["NHAN9999", "SJC"]],
    ["cổ phiếu FPT", ["FPT"]],
    ["fpt", ["FPT"]],
    ["Vietcombank", ["VCB"]],
    ["lãi suất 12 tháng", ["DEPOSIT12M"]],
    ["lai suat vay mua nha", ["MORTGAGE"]],
    ["lãi suất", ["DEPOSIT12M", "DEPOSIT6M", "MORTGAGE"]],
    ["tỷ giá đô", ["USD"]],
  ])("%s", async (symbol, symbols) => {
    const { output, newState } = await look({ symbol });
    expect(output).toMatchObject({
      count: symbols.length,
      quotes: expect.arrayContaining(symbols.map((one) => expect.objectContaining({ symbol: one }))),
    });
    expect(newState).toBe("analyzing");
  });

  test("carry their time, their source and the change since the one before", async () => {
    const prices = pricesOf("SJC");
    const [last = 0, before = 0] = prices.toReversed();
    expect((await look({ symbol: "SJC" }, { language: "en" })).output).toMatchObject({
      quotes: [
        {
          name: "SJC gold bars",
          unit: "VND per tael",
          price: last,
          buy: last - 2_000_000,
          quoted_at: "2026-11-27T02:00:00.000Z",
          previous: { price: before, quoted_at: "2026-11-26T02:00:00.000Z" },
          change: last - before,
          change_percent: 0.47,
          source: expect.stringContaining("sample"),
        },
      ],
    });
  });

  test("of an earlier day are the last of that day", async () => {
    const quoted = async (date: string) => (await look({ symbol: "SJC", date })).output;
    expect(await quoted("hôm qua")).toMatchObject({ quotes: [{ price: pricesOf("SJC").at(-2), quoted_at: "2026-11-26T02:00:00.000Z" }] });
    expect(await quoted("25/11")).toMatchObject({ quotes: [{ price: pricesOf("SJC").at(-3) }] });
    expect(await quoted("ngày 20 tháng 11")).toMatchObject({ quotes: [{ price: pricesOf("SJC")[0] }] });
    expect(await quoted("15/7")).toMatchObject({ code: "not_found", error: expect.stringContaining("2026-07-15") });
    expect(await quoted("bữa nọ")).toMatchObject({ code: "needs_more", argument: "date" });
  });

  test("an unknown symbol is answered with those that there are", async () => {
    for (const [input, code] of [
      [{ symbol: "bitcoin" }, "not_found"],
      [{}, "needs_more"],
    ] as const) {
      const { output, ...more } = await look(input);
      expect(output).toMatchObject({
        code,
        error: expect.stringContaining("Vàng miếng SJC"),
        symbols: expect.arrayContaining([{ symbol: "FPT", name: "Cổ phiếu FPT" }]),
      });
      expect(more).toEqual(code === "needs_more" ? { asks: ["symbol"] } : {});
    }
  });

  test("another tenant's are not seen", async () => {
    const other = await openShop(async () => undefined);
    expect((await other.run("get_market_data", { symbol: "SJC" }, at({}))).output).toMatchObject({ code: "not_found", symbols: [] });
  });
});

describe("analyses", () => {
  test.each<[string, string]>([
    ["vàng", "an_gold"],
    ["Có nên đầu tư vàng không?", "an_gold"],
    ["phan tich thi truong chung khoan", "an_stocks"],
    ["vay mua nhà", "an_home"],
    ["deposit rates", "an_deposit"],
    ["nợ xấu", "an_debt"],
  ])("%s", async (topic, id) => {
    const { output, newState } = await read({ topic });
    expect(output["analyses"]).toEqual(
      expect.arrayContaining([expect.objectContaining({ id, source: expect.any(String), published_at: expect.any(String) })]),
    );
    expect(newState).toBe("analyzing");
  });

  test("are told in the customer's language", async () => {
    expect((await read({ topic: "gold" }, { language: "en" })).output).toMatchObject({
      analyses: [{ id: "an_gold", title: "Gold: diversify, do not put all you have into it", published_at: "2026-11-24T02:00:00.000Z" }],
    });
  });

  test.each(["bitcoin", "'; drop table analyses; --", "cà phê & hồ tiêu"])(
    "of %s there are none: that is said, with what there is",
    async (topic) => {
      const result = await read({ topic });
      expect(result.output).toMatchObject({
        code: "not_found",
        error: expect.stringContaining(topic),
        topics: expect.arrayContaining([expect.stringContaining("Vàng")]),
      });
      expect(result).not.toHaveProperty("newState");
    },
  );

  test("without a topic, which one is asked", async () => {
    for (const topic of [undefined, "", "phân tích thị trường"])
      expect((await read({ topic })).output).toMatchObject({ code: "needs_more", argument: "topic" });
  });
});
