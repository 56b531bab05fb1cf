import { describe, expect, test } from "vitest";
import { catalogue } from "../../../../dev/demo/catalogue/index.ts";
import { labelOf } from "../../../../src/tools/catalog/attributes.ts";

const least: Readonly<Record<string, number>> = { laptop: 20, ssd: 10, ram: 10, mainboard: 10, phone: 10 };

describe.each(Object.entries(catalogue))("%s", (type, products) => {
  test("there are enough to choose from, most of them in stock", () => {
    expect(products.length).toBeGreaterThanOrEqual(least[type] ?? 10);
    expect(products.filter(({ stock }) => stock > 0).length).toBeGreaterThan(products.length / 2);
    expect(products.some(({ stock }) => stock === 0)).toBe(true);
  });

  test("all have the same specs, so that any two can be compared", () => {
    const specs = new Set(products.map(({ attributes }) => Object.keys(attributes).join()));
    expect([...specs]).toHaveLength(1);
    for (const [attribute, value] of Object.entries(products[0]?.attributes ?? {})) {
      expect(labelOf(attribute).vi).not.toBe(attribute.replaceAll("_", " "));
      expect(new Set(products.map(({ attributes }) => typeof attributes[attribute]))).toEqual(new Set([typeof value]));
    }
  });

  test("prices are whole thousands of đồng, and what is equally popular does not exist", () => {
    expect(products.every(({ price }) => price > 0 && price % 1000 === 0)).toBe(true);
    expect(new Set(products.map(({ popularity }) => popularity)).size).toBe(products.length);
  });
});

test("codes are unique", () => {
  const codes = Object.values(catalogue).flatMap((products) => products.map(({ code }) => code));
  expect(new Set(codes).size).toBe(codes.length);
});
