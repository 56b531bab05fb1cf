import { expect, test } from "vitest";
import { highlights, inTableOrder, labelOf } from "../../../../src/tools/catalog/attributes.ts";

const laptop = {
  cpu: "Intel Core i5-1335U",
  gpu: "Intel Iris Xe",
  ram_gb: 16,
  storage_gb: 1000,
  screen_inch: 15.6,
  weight_kg: 1.7,
  os: "Windows 11",
};

test("what tells most comes in the customer's language, with units and its decimal sign", () => {
  expect(highlights("laptop", laptop, "vi")).toEqual([
    "Intel Core i5-1335U",
    "RAM 16 GB",
    "Bộ nhớ trong 1 TB",
    "Intel Iris Xe",
    "Màn hình 15,6 inch",
    "Trọng lượng 1,7 kg",
  ]);
  expect(highlights("laptop", laptop, "en")).toContain("Screen 15.6 inch");
});

test("a type and a spec that are not in the list are shown all the same", () => {
  expect(highlights("sofa", { legs: 4, colour: "xám" }, "vi")).toEqual(["xám", "4"]);
  expect(labelOf("seat_height")).toEqual({ vi: "seat height", en: "seat height" });
  expect(labelOf("constructor")).toEqual({ vi: "constructor", en: "constructor" });
});

test("tables put processor before screen, and what is unknown last", () => {
  expect(inTableOrder(["zoom", "screen_inch", "cpu", "cpu", "aura"])).toEqual(["cpu", "screen_inch", "aura", "zoom"]);
});

test("a unit that is a word is translated", () => {
  expect(labelOf("warranty_months")).toEqual({ vi: "Bảo hành (tháng)", en: "Warranty (months)" });
});
