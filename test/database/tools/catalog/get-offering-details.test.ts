import { beforeAll, expect, test } from "vitest";
import { laptops } from "../../../../dev/demo/catalogue/laptops.ts";
import { openShop, type Shop } from "../../../support/shop.ts";

const shown = ["LT-VIVOBOOK15", "LT-MACAIR13", "LT-SLIM3"];

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});

const details = (input: object, context: object = {}) => shop.run("get_offering_details", input, { shown, ...context });

test.each([
  [{ position: 2 }, "LT-MACAIR13"],
  [{ position: -1 }, "LT-SLIM3"],
  [{ offering_code: "LT-XPS13" }, "LT-XPS13"],
  [{ offering_code: "lt-xps13" }, "LT-XPS13"],
  [{ offering_code: "XPS 13" }, "LT-XPS13"],
  [{ offering_code: "Laptop Lenovo IdeaPad Slim 3 15ARP10 (Ryzen 5 7535HS/16GB/512GB)" }, "LT-SLIM3"],
  [{ offering_code: "", position: 1 }, "LT-VIVOBOOK15"],
  [{ offering_code: "LT-XPS13\0\ud800" }, "LT-XPS13"],
])("%j shows %s and moves the focus to it", async (input, code) => {
  const result = await details(input);
  expect(result.output).toMatchObject({ offering: { code } });
  expect(result).toMatchObject({ newState: "viewing", focus: code });
});

test("everything known of the offering is told", async () => {
  const product = laptops.find(({ code }) => code === "LT-MACAIR13");
  const { output } = await details({ position: 2 }, { language: "en" });
  const { popularity: _popularity, ...told } = product ?? { popularity: 0 };
  expect(output).toMatchObject({ offering: { ...told, type: "laptop" } });
  expect(output["offering"]).toMatchObject({
    highlights: ["Apple M4 10 nhân", "RAM 16 GB", "Storage 256 GB", "Apple GPU 8 nhân", "Screen 13.6 inch", "Weight 1.24 kg"],
  });
});

test("naming nothing means what was looked at last", async () => {
  expect((await details({}, { focus: "LT-SLIM3" })).output).toMatchObject({ offering: { code: "LT-SLIM3" } });
});

test.each<[object, object, string]>([
  [{}, {}, "needs_more"],
  [{ position: 1 }, { shown: [] }, "needs_more"],
  [{ position: 4 }, {}, "not_found"],
  [{ position: 0 }, {}, "not_found"],
  [{ offering_code: "LT-NOKIA" }, {}, "not_found"],
  [{ offering_code: "iPhone" }, {}, "ambiguous"],
])("%j asks back and changes nothing", async (input, context, code) => {
  const [vi, en] = await Promise.all([details(input, context), details(input, { ...context, language: "en" })]);
  expect(vi.output).toMatchObject({ code, error: expect.stringMatching(/Anh\/chị/) });
  expect(en.output).toMatchObject({ code, error: expect.not.stringMatching(/[ạịấ]/) });
  expect(vi).not.toHaveProperty("newState");
  expect(vi).not.toHaveProperty("focus");
});

test("a name that fits several comes with those it fits", async () => {
  const { output } = await details({ offering_code: "MacBook Air" });
  expect(output["candidates"]).toMatchObject([{ code: "LT-MACAIR13" }, { code: "LT-MACAIR15" }]);
});

test("an offering of another tenant does not exist", async () => {
  const nobody = { tenantId: `${shop.tenantId}_nobody` };
  expect((await details({ offering_code: "LT-XPS13" }, nobody)).output).toMatchObject({ code: "not_found" });
  expect((await details({ position: 1 }, nobody)).output).toMatchObject({ code: "not_found" });
});
