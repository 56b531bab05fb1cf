import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fold } from "../../../../src/language/index.ts";
import { parseQuery, type CatalogQuery } from "../../../../src/tools/catalog/query.ts";

const vocabulary = {
  types: ["laptop", "ssd", "ram", "mainboard", "phone"],
  brands: ["ASUS", "Acer", "Dell", "HP", "Apple", "Samsung", "Kingston", "G.Skill", "MSI"],
};
const million = 1_000_000;
const nothing: CatalogQuery = {
  type: undefined,
  brands: [],
  notBrands: [],
  priceMin: undefined,
  priceMax: undefined,
  specs: {},
  sort: "relevance",
  text: [],
};
const parse = (text: string): CatalogQuery => ({ ...nothing, ...parseQuery(text, vocabulary) });

describe("understands", () => {
  test.each<[string, Partial<CatalogQuery>]>([
    ["", {}],
    ["xem hàng", {}],
    ["laptop", { type: "laptop" }],
    ["Cho mình xem mấy mẫu máy tính xách tay với ạ", { type: "laptop" }],
    ["laptop dưới 20 triệu", { type: "laptop", priceMax: 20 * million }],
    ["laptop tầm 20 triệu", { type: "laptop", priceMin: 17 * million, priceMax: 23 * million }],
    ["laptop 20 triệu", { type: "laptop", priceMin: 17 * million, priceMax: 23 * million }],
    ["Dell hoặc HP", { brands: ["Dell", "HP"] }],
    ["laptop, trừ dell", { type: "laptop", notBrands: ["Dell"] }],
    ["phones except samsung", { type: "phone", notBrands: ["Samsung"] }],
    ["ram g.skill", { type: "ram", brands: ["G.Skill"] }],
    ["gskill", { brands: ["G.Skill"] }],
    ["ram laptop 16gb", { type: "ram", specs: { capacity_gb: { min: 16, max: 16 }, form_factor: { any_of: ["so dimm"] } } }],
    ["laptop ram 16gb", { type: "laptop", specs: { ram_gb: { min: 16, max: 16 } } }],
    ["16GB RAM laptop", { type: "laptop", specs: { ram_gb: { min: 16, max: 16 } } }],
    ["laptop 16gb/512gb", { type: "laptop", specs: { ram_gb: { min: 16, max: 16 }, storage_gb: { min: 479, max: 545 } } }],
    ["laptop i5 hoặc i7", { type: "laptop", specs: { cpu: { any_of: ["i5", "i7"] } } }],
    ["laptop core ultra 7 255H", { type: "laptop", specs: { cpu: { any_of: ["ultra 7 255h"] } } }],
    ["rtx4060ti", { type: "laptop", specs: { gpu: { any_of: ["rtx 4060 ti"] } } }],
    ["laptop dưới 1,5kg", { type: "laptop", specs: { weight_kg: { max: 1.5 } } }],
    ["laptop màn hình trên 15 inch", { type: "laptop", specs: { screen_inch: { min: 15 } } }],
    ["ssd 1tb nvme", { type: "ssd", specs: { capacity_gb: { min: 935, max: 1065 }, interface: { any_of: ["nvme"] } } }],
    ["ddr5 5600mhz", { type: "ram", specs: { ram_type: { any_of: ["ddr5"] }, bus_mhz: { min: 5600, max: 5600 } } }],
    ["kit ram 2x16gb", { type: "ram", specs: { kit: { any_of: ["2x16gb"] } } }],
    ["main am5", { type: "mainboard", specs: { socket: { any_of: ["am5"] } } }],
    ["điện thoại pin từ 6.000 mah", { type: "phone", specs: { battery_mah: { min: 6000 } } }],
    ["điện thoại 5g", { type: "phone", text: [["5g"]] }],
    ["iphone 17", { type: "phone", text: [["iphone"], ["17"]] }],
    ["laptop lập trình", { type: "laptop", text: [expect.arrayContaining(["lap trinh", "coding"])] }],
    ["laptop mỏng nhẹ nhé", { type: "laptop", specs: { weight_kg: { max: 1.5 } } }],
    ["điện thoại pin trâu nhất", { type: "phone", sort: "longest_battery" }],
    ["laptop rẻ nhất", { type: "laptop", sort: "price_asc" }],
    ["most expensive phone", { type: "phone", sort: "price_desc" }],
    ["lapotp", { type: "laptop" }],
    ["samsumg", { brands: ["Samsung"] }],
  ])("%j", (text, meant) => {
    expect(parse(text)).toEqual({ ...nothing, ...meant });
    expect(parse(fold(text))).toEqual({ ...nothing, ...meant });
  });
});

describe("what is refused is never what is looked for", () => {
  test.each<[string, Partial<CatalogQuery>]>([
    ["laptop không phải HP dưới 18 triệu", { type: "laptop", notBrands: ["HP"], priceMax: 18 * million }],
    ["không lấy HP", { notBrands: ["HP"] }],
    ["k thik samsung đâu", { notBrands: ["Samsung"] }],
    ["ko thích HP", { notBrands: ["HP"] }],
    ["đừng lấy HP", { notBrands: ["HP"] }],
    ["bỏ HP ra", { notBrands: ["HP"] }],
    ["loại hãng HP ra", { notBrands: ["HP"] }],
    ["không muốn mua HP", { notBrands: ["HP"] }],
    ["điện thoại không phải của Samsung", { type: "phone", notBrands: ["Samsung"] }],
    ["ngoại trừ HP và Dell", { notBrands: ["Dell", "HP"] }],
    ["laptop trừ hp, dell", { type: "laptop", notBrands: ["Dell", "HP"] }],
    ["không lấy hp, lấy dell", { brands: ["Dell"], notBrands: ["HP"] }],
    ["samsung thì không", { notBrands: ["Samsung"] }],
    ["no HP", { notBrands: ["HP"] }],
    ["a laptop without HP", { type: "laptop", notBrands: ["HP"] }],
    ["show me phones under 10 million but not Samsung", { type: "phone", notBrands: ["Samsung"], priceMax: 10 * million }],
    ["anything except HP", { notBrands: ["HP"] }],
    ["anything but apple", { notBrands: ["Apple"] }],
    ["I don't want HP or Dell", { notBrands: ["Dell", "HP"] }],
    ["I don’t like Samsung phones", { type: "phone", notBrands: ["Samsung"] }],
    ["not samsumg", { notBrands: ["Samsung"] }],
    ["không lấy iphone", { type: "phone", notBrands: ["Apple"] }],
    ["laptop không cần card rời", { type: "laptop", specs: { gpu: { none_of: ["nvidia", "radeon rx"] } } }],
    ["laptop no dedicated gpu", { type: "laptop", specs: { gpu: { none_of: ["nvidia", "radeon rx"] } } }],
    ["laptop không lấy i3", { type: "laptop", specs: { cpu: { none_of: ["i3"] } } }],
  ])("%j", (text, meant) => {
    expect(parse(text)).toEqual({ ...nothing, ...meant });
    expect(parse(fold(text))).toEqual({ ...nothing, ...meant });
  });

  test.each<[string, Partial<CatalogQuery>]>([
    ["laptop HP không", { type: "laptop", brands: ["HP"] }],
    ["shop có bán asus không, dell có không?", { brands: ["ASUS", "Dell"] }],
    ["không, HP", { brands: ["HP"] }],
    ["dùng HP", { brands: ["HP"] }],
    ["laptop ram không quá 16gb", { type: "laptop", specs: { ram_gb: { max: 16 } } }],
  ])("a question refuses nothing: %j", (text, meant) => {
    expect(parse(text)).toEqual({ ...nothing, ...meant });
    expect(parse(fold(text))).toEqual({ ...nothing, ...meant });
  });
});

test.each(["số điện thoại tôi 0912345678", "my phone number is 0912345678", "tìm loại khác tương tự", "lấy 2 cái", "bớt 500k"])(
  "says nothing of goods: %s",
  (text) => {
    expect(parse(text)).toEqual(nothing);
    expect(parse(fold(text))).toEqual(nothing);
  },
);

describe("two categories in one breath are both meant", () => {
  test.each<[string, Partial<CatalogQuery>]>([
    ["điện thoại và laptop dưới 15 triệu", { type: "phone", alsoTypes: ["laptop"], priceMax: 15 * million }],
    ["laptop hoặc điện thoại samsung", { type: "laptop", alsoTypes: ["phone"], brands: ["Samsung"] }],
    ["phones and laptops", { type: "phone", alsoTypes: ["laptop"] }],
    ["iphone hay macbook", { type: "phone", alsoTypes: ["laptop"], text: [["iphone", "macbook"]] }],
    ["laptop với ram 16gb", { type: "laptop", specs: { ram_gb: { min: 16, max: 16 } } }],
    ["laptop, ram 16gb và ssd 512gb", { type: "laptop", specs: { ram_gb: { min: 16, max: 16 }, storage_gb: { min: 479, max: 545 } } }],
  ])("%j", (text, meant) => {
    expect(parse(text)).toEqual({ ...nothing, ...meant });
    expect(parse(fold(text))).toEqual({ ...nothing, ...meant });
  });
});

describe("goods of another kind", () => {
  test.each([
    ["Shop có bán tủ lạnh không", "tu lanh"],
    ["máy giặt dưới 10 triệu", "may giat"],
    ["tai nghe cho điện thoại", "tai nghe"],
    ["shop bán bàn phím không", "ban phim"],
    ["do you have a fridge", "fridge"],
    ["any TVs?", "tvs"],
  ])("%j asks for %j", (text, phrase) => {
    expect(parse(text)).toMatchObject({ isOfOtherGoods: true, type: undefined, text: [[phrase]] });
    expect(parse(fold(text))).toMatchObject({ isOfOtherGoods: true, type: undefined, text: [[phrase]] });
  });

  test("are a type of the tenant's own where it sells them, and a property where a type comes first", () => {
    expect(parseQuery("tai nghe", { types: ["headphone"], brands: [] }).isOfOtherGoods).toBeUndefined();
    expect(parse("điện thoại có jack tai nghe")).toMatchObject({ type: "phone" });
    expect(parse("bàn phím có đèn").isOfOtherGoods).toBeUndefined();
  });
});

test("an address with a phone number names no price and no type", () => {
  expect(parse("Nguyễn Văn Tèo, 0912345678, 12 Lê Lợi, Đà Lạt")).toMatchObject({ ...nothing, text: expect.anything() });
});

test("with its accent, light is a wish and not a politeness", () => {
  expect(parse("laptop nhẹ dưới 20 triệu").specs).toEqual({ weight_kg: { max: 1.5 } });
  expect(parse("cho xem laptop nhé").specs).toEqual({});
});

test("types that the tenant does not sell are only words", () => {
  expect(parseQuery("ram 16gb", { types: ["sofa"], brands: [] })).toMatchObject({ type: undefined });
  expect(parseQuery("cho xem sofa", { types: ["sofa"], brands: [] })).toMatchObject({ type: "sofa", text: [] });
  expect(parseQuery("constructor", { types: ["constructor"], brands: ["__proto__"] })).toMatchObject({ type: "constructor" });
});

test("any text is understood as something, and prices never end before they begin", () => {
  const piece = fc.constantFrom(
    "laptop",
    "ram",
    "16gb",
    "dưới",
    "20",
    "triệu",
    "2x",
    "asus",
    "không phải",
    "/",
    "rtx",
    "4060",
    "inch",
    "14",
    "-",
    "tb",
    "rẻ nhất",
    "$1",
    "(",
    "[",
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: "grapheme" }),
        fc.array(piece).map((pieces) => pieces.join(" ")),
      ),
      (text) => {
        const { priceMin, priceMax, type } = parseQuery(text, vocabulary);
        if (priceMin !== undefined && priceMax !== undefined) expect(priceMin).toBeLessThanOrEqual(priceMax);
        if (type !== undefined) expect(vocabulary.types).toContain(type);
      },
    ),
    { seed: 20260122, numRuns: 500 },
  );
});
