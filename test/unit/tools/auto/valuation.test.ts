import fc from "fast-check";
import { expect, test } from "vitest";
import { valuationSchema, valueCar } from "../../../../src/tools/auto/valuation.ts";

const constants = valuationSchema.parse({});
const worth = (model: string, year: number, odo: number, condition = "tốt") =>
  valueCar({ model, year, odo, condition }, 2026, constants).value;

test.each<[string, number, number, number]>([
  ["Mazda 3", 2020, 50_000, 230_000_000],
  ["mazda3", 2020, 50_000, 130_000_000],
  ["Kia Morning", 2022, 30_000, 140_000_000],
  ["Toyota Vios", 2026, 0, 300_000_000],
  ["Toyota Vios", 2026, 9_999, 300_000_000],
  ["Toyota Vios", 2026, 10_000, 290_000_000],
  ["Mazda CX-5", 2027, 0, 400_000_000],
  ["Kia Morning", 2005, 300_000, 100_000_000],
])("%s of %d with %d km", (model, year, odo, value) => {
  expect(worth(model, year, odo)).toBe(value);
});

const cars = fc.record({
  model: fc.constantFrom("Mazda 3", "Kia Morning", "Honda City"),
  year: fc.integer({ min: 1980, max: 2027 }),
  odo: fc.integer({ min: 0, max: 2_000_000 }),
  condition: fc.constantFrom("", "tốt", "trầy xước"),
});

test("the reasons add up to the value, which is never under the least and never rises with age or distance", () => {
  fc.assert(
    fc.property(cars, fc.nat(20), fc.nat(500_000), (car, years, km) => {
      const { value, reasons } = valueCar(car, 2026, constants);
      expect(reasons.reduce((sum, { amount }) => sum + amount, 0)).toBe(value);
      expect(value).toBeGreaterThanOrEqual(100_000_000);
      expect(valueCar({ ...car, year: car.year - years, odo: car.odo + km }, 2026, constants).value).toBeLessThanOrEqual(value);
    }),
    { seed: 20261127 },
  );
});

test("a tenant's constants name models and conditions of their own; the longest name counts", () => {
  const own = valuationSchema.parse({ models: { mazda: 1, "mazda cx 5": 200_000_000 }, conditions: { "ngập nước": -80_000_000 } });
  const value = (model: string, condition: string) => valueCar({ model, year: 2026, odo: 0, condition }, 2026, own).value;
  expect(value("Mazda CX-5", "đẹp")).toBe(500_000_000);
  expect(value("mazda cx-5", "xe từng ngập nước")).toBe(420_000_000);
});
