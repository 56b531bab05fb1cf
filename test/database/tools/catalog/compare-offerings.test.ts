import { beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { openShop, type Shop } from "../../../support/shop.ts";

const shown = ["LT-VIVOBOOK15", "LT-MACAIR13", "LT-SLIM3", "LT-INSPIRON15", "LT-NITROV15"];
const outputSchema = z.object({
  offerings: z.array(z.object({ code: z.string(), name: z.string(), brand: z.string(), price: z.number(), stock: z.number() })),
  rows: z.array(z.object({ attribute: z.string(), label: z.object({ vi: z.string(), en: z.string() }), values: z.array(z.json()) })),
});

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});

const compare = (input: object, context: object = {}) => shop.run("compare_offerings", input, { shown, ...context });
const codesOf = (output: unknown) => outputSchema.parse(output).offerings.map(({ code }) => code);

test.each<[string, object, object, string[]]>([
  ["positions", { positions: [1, 3] }, {}, ["LT-VIVOBOOK15", "LT-SLIM3"]],
  ["positions from the end", { positions: [1, -1] }, {}, ["LT-VIVOBOOK15", "LT-NITROV15"]],
  ["codes", { codes: ["LT-XPS13", "LT-MACAIR13"] }, {}, ["LT-XPS13", "LT-MACAIR13"]],
  ["names", { codes: ["XPS 13", "MacBook Air 13"] }, {}, ["LT-XPS13", "LT-MACAIR13"]],
  ["codes and positions", { codes: ["LT-XPS13"], positions: [2] }, {}, ["LT-XPS13", "LT-MACAIR13"]],
  ["one position with what was looked at", { positions: [4] }, { focus: "LT-MACAIR13" }, ["LT-MACAIR13", "LT-INSPIRON15"]],
  [
    "several with what was looked at",
    { positions: [1, 3], with_focus: true },
    { focus: "LT-MACAIR13" },
    ["LT-MACAIR13", "LT-VIVOBOOK15", "LT-SLIM3"],
  ],
  ["the same one twice counts once", { positions: [1, 1, 3] }, {}, ["LT-VIVOBOOK15", "LT-SLIM3"]],
])("%s", async (_name, input, context, codes) => {
  const result = await compare(input, context);
  expect(codesOf(result.output)).toEqual(codes);
  expect(result.newState).toBe("comparing");
});

test("the table has one row a spec, a value for each offering, and null where one lacks it", async () => {
  const { rows } = outputSchema.parse((await compare({ codes: ["LT-MACAIR13", "DT-IP17-256"] })).output);
  const row = (attribute: string) => rows.find((one) => one.attribute === attribute);
  expect(row("ram_gb")).toEqual({ attribute: "ram_gb", label: { vi: "RAM (GB)", en: "RAM (GB)" }, values: [16, 8] });
  expect(row("battery_mah")?.values).toEqual([null, 3692]);
  expect(row("weight_kg")).toEqual({ attribute: "weight_kg", label: { vi: "Trọng lượng (kg)", en: "Weight (kg)" }, values: [1.24, null] });
  expect(rows.every(({ values }) => values.length === 2)).toBe(true);
});

test.each<[string, object, object, string, RegExp]>([
  ["nothing named", {}, {}, "needs_more", /ít nhất hai/],
  ["one named, nothing looked at", { positions: [2] }, {}, "needs_more", /MacBook Air 13.*với sản phẩm nào/],
  ["the one looked at", { positions: [2] }, { focus: "LT-MACAIR13" }, "needs_more", /với sản phẩm nào/],
  ["a place that is not in the list", { positions: [1, 9] }, {}, "not_found", /chỉ có 5 sản phẩm/],
  ["a code that is not sold", { codes: ["LT-XPS13", "LT-NOKIA"] }, {}, "not_found", /LT-NOKIA/],
  ["no list yet", { positions: [1, 2] }, { shown: [] }, "needs_more", /chưa có danh sách/],
])("%s asks back and proposes no state", async (_name, input, context, code, sentence) => {
  const result = await compare(input, context);
  expect(result.output).toMatchObject({ code, error: expect.stringMatching(sentence) });
  expect(result).not.toHaveProperty("newState");
});
