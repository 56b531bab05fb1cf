import { describe, expect, it } from "vitest";
import { carry, lighterThan } from "../../../../src/models/offline/carry.ts";

const understood = {
  type: "laptop",
  brand: ["Alfa"],
  price_max: 20_000_000,
  specs: { ram_gb: { min: 16 } },
  text: ["gaming"],
  sort: "price_asc",
};

const weighing = (weight_kg: number | string) => ({ code: "X", name: "X", highlights: [], attributes: { weight_kg } });

describe("lighter", () => {
  it("means lighter than the one looked at, or else than all that are shown", () => {
    const shown = [weighing(2.2), weighing(1.8), weighing(2.38)];
    expect(lighterThan("nhẹ hơn", shown, weighing(2.2))).toEqual({ weight_kg: { max: 2.19 } });
    expect(lighterThan("lighter ones", shown, null)).toEqual({ weight_kg: { max: 1.79 } });
  });

  it("means nothing where no weight is known, or another comparison is made", () => {
    expect(lighterThan("nhẹ hơn", [weighing("nhẹ")], null)).toBeNull();
    expect(lighterThan("rẻ hơn", [weighing(2)], null)).toBeNull();
  });
});

describe("what a narrowing keeps of the search before", () => {
  it("keeps every constraint that the new words say nothing about, and the words that were met", () => {
    expect(carry(understood, "rẻ hơn")).toEqual({
      query: "rẻ hơn gaming",
      filters: { type: "laptop", brand: ["Alfa"], price_max: 20_000_000, specs: { ram_gb: { min: 16 } } },
    });
  });

  it.each([
    { words: "chỉ ASUS", gone: "brand" },
    { words: "dưới 15 triệu", gone: "price_max" },
    { words: "32gb", gone: "specs" },
    { words: "điện thoại", gone: "type" },
  ])("lets “$words” take the place of the earlier $gone", ({ words, gone }) => {
    const { filters } = carry(understood, words);
    expect(Object.keys(filters)).not.toContain(gone);
    expect(Object.keys(filters)).toHaveLength(3);
  });

  it("adds nothing where nothing was understood", () => {
    expect(carry({}, "ASUS")).toEqual({ query: "ASUS", filters: {} });
  });
});
