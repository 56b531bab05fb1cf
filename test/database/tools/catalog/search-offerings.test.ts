import { beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { catalogue } from "../../../../dev/demo/catalogue/index.ts";
import { fold } from "../../../../src/language/index.ts";
import { openShop, type Shop } from "../../../support/shop.ts";

const outputSchema = z.object({
  offerings: z.array(
    z.object({ position: z.number(), code: z.string(), type: z.string(), brand: z.string(), price: z.number(), stock: z.number() }),
  ),
  count: z.number(),
  total: z.number(),
  understood: z.record(z.string(), z.json()),
});

type Offered = (typeof products)[number];
const products = Object.entries(catalogue).flatMap(([type, ofType]) => ofType.map((product) => ({ type, ...product })));
const number = (product: Offered, attribute: string): number => z.number().catch(Number.NaN).parse(product.attributes[attribute]);
const says = (product: Offered, attribute: string, word: string): boolean =>
  fold(String(product.attributes[attribute] ?? "")).includes(fold(word));
const tells = (product: Offered, ...words: string[]): boolean =>
  words.some((word) => fold(`${product.name} ${product.summary}`).includes(word));
const million = 1_000_000;

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});

async function search(input: object) {
  const result = await shop.run("search_offerings", input);
  return { ...result, output: outputSchema.parse(result.output) };
}

describe("every constraint is respected, and nothing that meets it is left out", () => {
  test.each<[string, (product: Offered) => boolean]>([
    ["laptop", (p) => p.type === "laptop"],
    ["Cho tôi xem laptop", (p) => p.type === "laptop"],
    ["show me your phones", (p) => p.type === "phone"],
    ["bên shop có ổ cứng nào", (p) => p.type === "ssd"],
    ["Laptop dưới 20 triệu", (p) => p.type === "laptop" && p.price <= 20 * million],
    ["laptop under 20 million", (p) => p.type === "laptop" && p.price <= 20 * million],
    ["laptop từ 20 đến 25tr", (p) => p.type === "laptop" && p.price >= 20 * million && p.price <= 25 * million],
    ["laptop trên 40 triệu", (p) => p.type === "laptop" && p.price >= 40 * million],
    ["laptop 15 triệu", (p) => p.type === "laptop" && p.price >= 12.75 * million && p.price <= 17.25 * million],
    ["laptop asus", (p) => p.type === "laptop" && p.brand === "ASUS"],
    ["Dell or HP laptops", (p) => p.type === "laptop" && ["Dell", "HP"].includes(p.brand)],
    ["laptop không phải asus dưới 15 triệu", (p) => p.type === "laptop" && p.brand !== "ASUS" && p.price <= 15 * million],
    ["laptop không lấy HP dưới 18 triệu", (p) => p.type === "laptop" && p.brand !== "HP" && p.price <= 18 * million],
    ["show me phones under 10 million but not Xiaomi", (p) => p.type === "phone" && p.brand !== "Xiaomi" && p.price <= 10 * million],
    ["laptop không cần card rời", (p) => p.type === "laptop" && !says(p, "gpu", "nvidia") && !says(p, "gpu", "radeon rx")],
    ["laptop tầm 15 20tr", (p) => p.type === "laptop" && p.price >= 15 * million && p.price <= 20 * million],
    ["gaming laptop RTX 4060 under 30 million", (p) => p.type === "laptop" && says(p, "gpu", "rtx 4060") && p.price <= 30 * million],
    ["laptop card rời", (p) => p.type === "laptop" && says(p, "gpu", "nvidia")],
    ["laptop i5 ram 16gb", (p) => p.type === "laptop" && says(p, "cpu", "i5") && number(p, "ram_gb") === 16],
    ["laptop ram từ 24gb trở lên", (p) => p.type === "laptop" && number(p, "ram_gb") >= 24],
    ["laptop with 1TB storage", (p) => p.type === "laptop" && number(p, "storage_gb") >= 1000],
    ["laptop ryzen 5", (p) => p.type === "laptop" && says(p, "cpu", "ryzen 5")],
    [
      "laptop 14 inch dưới 1.5kg",
      (p) => p.type === "laptop" && number(p, "screen_inch") >= 13.8 && number(p, "screen_inch") < 15 && number(p, "weight_kg") <= 1.5,
    ],
    ["laptop mỏng nhẹ", (p) => p.type === "laptop" && number(p, "weight_kg") <= 1.5],
    ["laptop màn hình 144hz", (p) => p.type === "laptop" && number(p, "refresh_hz") >= 144],
    ["macbook air m4", (p) => p.code.startsWith("LT-MACAIR")],
    ["laptop cho sinh viên", (p) => p.type === "laptop" && tells(p, "sinh vien", "hoc tap", "hoc sinh", "di hoc")],
    ["ssd 1tb samsung", (p) => p.type === "ssd" && p.brand === "Samsung" && number(p, "capacity_gb") === 1000],
    ["ssd 512gb", (p) => p.type === "ssd" && number(p, "capacity_gb") >= 480 && number(p, "capacity_gb") <= 545],
    ["ssd sata 2.5 inch", (p) => p.type === "ssd" && says(p, "interface", "sata")],
    ["nvme pcie 5.0", (p) => p.type === "ssd" && says(p, "interface", "pcie 5")],
    ["ssd đọc từ 7000mb/s", (p) => p.type === "ssd" && number(p, "read_mbps") >= 7000],
    ["SSTC MAX-IV 1TB", (p) => p.code === "SSD-SSTCMAX4-1T"],
    ["ram ddr5 32gb", (p) => p.type === "ram" && says(p, "ram_type", "ddr5") && number(p, "capacity_gb") === 32],
    ["ram laptop 16gb", (p) => p.type === "ram" && says(p, "form_factor", "so-dimm") && number(p, "capacity_gb") === 16],
    ["ram ddr4 bus 3200 dưới 1 triệu", (p) => p.type === "ram" && says(p, "ram_type", "ddr4") && p.price <= million],
    ["mainboard b760m", (p) => p.type === "mainboard" && tells(p, "b760m")],
    ["main AM5", (p) => p.type === "mainboard" && says(p, "socket", "am5")],
    [
      "motherboard LGA1851 atx",
      (p) => p.type === "mainboard" && says(p, "socket", "lga1851") && fold(String(p.attributes["form_factor"])) === "atx",
    ],
    ["bo mạch chủ ddr4 có wifi", (p) => p.type === "mainboard" && says(p, "ram_type", "ddr4") && tells(p, "wifi")],
    [
      "điện thoại pin trâu tầm 8 triệu",
      (p) => p.type === "phone" && number(p, "battery_mah") >= 5000 && p.price >= 6.8 * million && p.price <= 9.2 * million,
    ],
    [
      "phone with a good battery under 10 million",
      (p) => p.type === "phone" && number(p, "battery_mah") >= 5000 && p.price <= 10 * million,
    ],
    [
      "điện thoại samsung 8/128",
      (p) => p.type === "phone" && p.brand === "Samsung" && number(p, "ram_gb") === 8 && number(p, "storage_gb") === 128,
    ],
    ["điện thoại camera 200mp", (p) => p.type === "phone" && number(p, "camera_mp") >= 200],
    ["iphone 17", (p) => p.type === "phone" && tells(p, "iphone 17")],
    ["Galaxy S25 Ultra", (p) => p.code === "DT-S25U-256"],
  ])("%s", async (query, meets) => {
    const expected = products.filter(meets).map(({ code }) => code);
    const folded = await search({ query: fold(query) });
    const { output } = await search({ query });
    expect(folded.output).toEqual(output);
    expect(expected).not.toEqual([]);
    expect(output.total).toBe(expected.length);
    expect(output.count).toBe(Math.min(5, expected.length));
    expect(expected).toEqual(expect.arrayContaining(output.offerings.map(({ code }) => code)));
  });
});

describe("what the shop does not sell is not found", () => {
  test.each([
    ["tủ lạnh", "tủ lạnh"],
    ["tu lanh", "tu lanh"],
    ["Shop có bán tủ lạnh không", "tủ lạnh"],
    ["máy giặt", "máy giặt"],
    ["tai nghe", "tai nghe"],
    ["a fridge", "fridge"],
    ["Headphones", "Headphones"],
  ])("%s, even where a list of laptops is narrowed", async (query, words) => {
    const laptops = await search({ query: "laptop" });
    const narrowed = await shop.run(
      "search_offerings",
      { query, filters: { type: "laptop", narrow: true } },
      { shown: laptops.shown ?? [] },
    );
    for (const output of [(await search({ query })).output, outputSchema.parse(narrowed.output)]) {
      expect(output).toEqual({ offerings: [], count: 0, total: 0, understood: { text_ignored: [words] } });
    }
  });

  test("a narrowing that nothing meets does not show the last list again", async () => {
    const laptops = await search({ query: "laptop" });
    const narrowed = await shop.run("search_offerings", { query: "zzyzx", filters: { narrow: true } }, { shown: laptops.shown ?? [] });
    expect(narrowed.output).toMatchObject({ offerings: [], total: 0, understood: { text_ignored: ["zzyzx"] } });
    expect(narrowed.shown).toBeUndefined();
  });
});

test("ignored words are the customer's own, with their accents", async () => {
  const { output } = await search({ query: "Cho xem laptop Xủng Xoẻng với ạ" });
  expect(output.understood).toEqual({ type: "laptop", text_ignored: ["Xủng", "Xoẻng"] });
});

test.each(["điện thoại và laptop dưới 15 triệu", "phones and laptops under 15 million"])(
  "both categories are searched: %s",
  async (query) => {
    const { output } = await search({ query });
    expect(output.total).toBe(products.filter((p) => ["laptop", "phone"].includes(p.type) && p.price <= 15 * million).length);
    expect(new Set(output.offerings.map(({ type }) => type))).toEqual(new Set(["phone", "laptop"]));
    expect(output.understood).toEqual({ type: ["phone", "laptop"], price_max: 15 * million });
    expect((await search({ filters: output.understood })).output).toEqual(output);
  },
);

describe("typos are forgiven", () => {
  test.each([
    ["lapotp asus", "laptop asus"],
    ["latop duoi 20 trieu", "laptop dưới 20 triệu"],
    ["ssd samsumg 1tb", "ssd samsung 1tb"],
    ["dien thaoi samsung", "điện thoại samsung"],
    ["lenvo laptop", "lenovo laptop"],
    ["mainbord b760m", "mainboard b760m"],
    ["galaxi s25 ultra", "galaxy s25 ultra"],
    ["thinkpda e14", "thinkpad e14"],
    ["iphone17", "iphone 17"],
  ])("%s finds what %s finds", async (typed, meant) => {
    const [one, other] = await Promise.all([search({ query: typed }), search({ query: meant })]);
    expect(other.output.total).toBeGreaterThan(0);
    expect(one.output.offerings.map(({ code }) => code)).toEqual(other.output.offerings.map(({ code }) => code));
  });
});

describe("the list", () => {
  test("a category shows its five most popular, in stock first, always the same, numbered from 1", async () => {
    const [once, again] = await Promise.all([search({ query: "laptop" }), search({ query: "Cho tôi xem laptop" })]);
    const best = products
      .filter(({ type, stock }) => type === "laptop" && stock > 0)
      .toSorted((one, other) => other.popularity - one.popularity);
    expect(once.output.offerings.map(({ code }) => code)).toEqual(best.slice(0, 5).map(({ code }) => code));
    expect(once.output.offerings.map(({ position }) => position)).toEqual([1, 2, 3, 4, 5]);
    expect(once.shown).toEqual(best.slice(0, 5).map(({ code }) => code));
    expect(again.output).toEqual(once.output);
  });

  test("what is sold out comes after what is not", async () => {
    const { output } = await search({ query: "laptop RTX 4060" });
    expect(output.offerings.map(({ stock }) => stock > 0)).toEqual([true, true, false]);
  });

  test("the cheapest first when asked for", async () => {
    const { output } = await search({ query: "điện thoại rẻ nhất" });
    const prices = output.offerings.map(({ price }) => price);
    expect(prices).toEqual(prices.toSorted((one, other) => one - other));
    expect(prices[0]).toBe(Math.min(...products.filter(({ type, stock }) => type === "phone" && stock > 0).map(({ price }) => price)));
  });

  test.each<[string, string, (one: number, other: number) => number]>([
    ["laptop nhẹ nhất", "weight_kg", (one, other) => one - other],
    ["the lightest phone", "weight_g", (one, other) => one - other],
    ["điện thoại pin trâu nhất", "battery_mah", (one, other) => other - one],
    ["laptop with the best battery life", "battery_wh", (one, other) => other - one],
  ])("%s first", async (query, attribute, order) => {
    const { output } = await search({ query });
    const inStock = products.filter(({ type, stock }) => type === output.understood["type"] && stock > 0);
    const best = inStock
      .map((product) => number(product, attribute))
      .toSorted(order)
      .slice(0, 5);
    const found = output.offerings.flatMap(({ code }) => products.filter((product) => product.code === code));
    expect(found.map((product) => number(product, attribute))).toEqual(best);
  });

  test("an empty answer leaves the last list in front of the customer", async () => {
    const { output, shown } = await search({ query: "laptop dưới 1 triệu" });
    expect(output).toMatchObject({ offerings: [], count: 0, total: 0, understood: { type: "laptop", price_max: million } });
    expect(shown).toBeUndefined();
  });

  test("words that nothing meets are told, and the rest of the query still counts", async () => {
    const { output, newState } = await search({ query: "laptop zzyzx" });
    expect(output.understood).toEqual({ type: "laptop", text_ignored: ["zzyzx"] });
    expect(newState).toBe("browsing");
  });
});

describe("filters", () => {
  test("say the same as words", async () => {
    const words = await search({ query: "laptop asus dưới 25 triệu ram 16gb" });
    const filters = { type: "laptop", brand: "asus", price_max: "25 triệu", specs: { ram_gb: 16 } };
    expect((await search({ filters })).output).toEqual(words.output);
  });

  test("what was understood can be passed back", async () => {
    for (const query of [
      "laptop gaming RTX 4060 dưới 30 triệu",
      "ssd samsung 1tb",
      "laptop không phải asus",
      "laptop không cần card rời",
      "điện thoại rẻ nhất pin trâu",
    ]) {
      const { output } = await search({ query });
      const { text, ...filters } = z
        .object({ text: z.array(z.string()).optional() })
        .loose()
        .parse(output.understood);
      const again = await search({ query: text?.join(" "), filters });
      expect(again.output).toEqual(output);
    }
  });

  test("a filter wins over the words", async () => {
    const { output } = await search({ query: "laptop dưới 20 triệu", filters: { price_max: 12_000_000 } });
    expect(output.understood).toEqual({ type: "laptop", price_max: 12_000_000 });
  });

  test("a brand that is not sold finds nothing rather than everything", async () => {
    const { output } = await search({ filters: { brand: "Nokia" } });
    expect(output.total).toBe(0);
  });

  test("narrowing stays with the type, and the brand, of the list shown", async () => {
    const asus = await search({ query: "laptop asus" });
    const narrowed = await shop.run("search_offerings", { query: "dưới 25 triệu", filters: { narrow: true } }, { shown: asus.shown ?? [] });
    const output = outputSchema.parse(narrowed.output);
    expect(narrowed.newState).toBe("filtering");
    expect(output.total).toBe(products.filter((p) => p.type === "laptop" && p.brand === "ASUS" && p.price <= 25 * million).length);
  });
});

test("rows of another tenant are never found", async () => {
  const stranger = await openShop();
  const own = await search({ query: "laptop" });
  const theirs = outputSchema.parse((await stranger.run("search_offerings", { query: "laptop" })).output);
  expect(theirs.total).toBe(own.output.total);
  const nobody = await shop.run("search_offerings", { query: "laptop" }, { tenantId: `${shop.tenantId}_nobody` });
  expect(outputSchema.parse(nobody.output).total).toBe(0);
});

test("words are only ever words: nothing in a query is taken for SQL or for query syntax", async () => {
  for (const query of [
    "' OR 1=1 --",
    "laptop'); drop table offerings; --",
    "a & | ! ( ) : * <-> b",
    "%_\\",
    "“laptop” ’ … 这个",
    "${x} {{y}}",
    ":*",
    "!!laptop",
    "laptop \0 \ud800 asus",
    "laptop dưới 99999999999999 tỷ",
  ]) {
    const { output } = await search({ query });
    expect(output.total).toBeLessThanOrEqual(products.length);
  }
  expect((await search({ query: "laptop" })).output.total).toBe(28);
});
