import { describe, expect, it } from "vitest";
import { itemsIn, namedIn, positionsIn, quantityIn } from "../../../../src/models/offline/point.ts";
import type { Offering } from "../../../../src/models/offline/results.ts";
import { goods } from "../../../support/model-servers/fake-shop.ts";

const shown: Offering[] = goods.map((one, at) => ({ position: at + 1, highlights: [], ...one }));

describe("pointing into the list", () => {
  it("counts from the end of the list that is shown, and leaves that to the tool where it is not known", () => {
    expect(positionsIn("cái cuối", shown)).toEqual([5]);
    expect(positionsIn("cái cuối", [])).toEqual([-1]);
  });

  it("knows the cheapest and the dearest by their prices", () => {
    expect(positionsIn("con rẻ nhất và con đắt nhất", shown)).toEqual([1, 5]);
  });

  it("takes a name that fits one offering, and none that fits several or only by a number", () => {
    expect(namedIn("con breeze", shown)).toBe(1);
    expect(namedIn("con alfa", shown)).toBeNull();
    expect(namedIn("con alfa storm", shown)).toBe(3);
    expect(namedIn("lấy 16", shown)).toBeNull();
  });

  it("takes the first of the places where one offering stands twice, as after a comparison", () => {
    expect(namedIn("con zephyr", [...shown.slice(3, 4), ...shown])).toBe(1);
  });

  it.each([
    ["mua 2 cái thứ 3", 2],
    ["mua 2 cái đầu", 1],
    ["mua cái 2", 1],
    ["mua hai chiếc", 2],
    ["buy three of them", 3],
    ["đặt cái đầu x4", 4],
    ["mua 250 cái", 1],
  ])("hears how many: %s → %d", (said, quantity) => {
    expect(quantityIn(said)).toBe(quantity);
  });

  it("orders what was looked at last where nothing is pointed at, and nothing where nothing was", () => {
    expect(itemsIn("mua luôn", shown, shown[2] ?? null)).toEqual([{ code: "NB-12", quantity: 1 }]);
    expect(itemsIn("mua luôn", shown, null)).toEqual([]);
  });
});
