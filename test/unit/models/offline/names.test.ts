import { describe, expect, it } from "vitest";
import { shortName, shortNames } from "../../../../src/models/offline/names.ts";

describe("short names", () => {
  it.each([
    ["Laptop Lenovo IdeaPad Slim 3 (Ryzen 5/16GB/512GB)", "Lenovo", "Lenovo IdeaPad Slim 3"],
    ["Laptop gaming MSI Katana 15 (i7)", "MSI", "MSI Katana 15"],
    ["RAM Alfa Beast 32GB (2x16GB) DDR5", "Alfa", "Alfa Beast 32GB DDR5"],
    ["Điện thoại iPhone 17 256GB", "Apple", "iPhone 17 256GB"],
    ["(i5/16GB)", undefined, "(i5/16GB)"],
    ["Nike+ Alpha", "C++ (", "Nike+ Alpha"],
    ["Laptop", undefined, "Laptop"],
  ])("%s of %s → %s", (name, brand, short) => {
    expect(shortName({ name, brand })).toBe(short);
  });

  it("are told in full where they would sound the same", () => {
    const names = ["Alfa One (8GB)", "Alfa One (16GB)", "Beta Two (8GB)"];
    expect(shortNames(names.map((name) => ({ name })))).toEqual(["Alfa One (8GB)", "Alfa One (16GB)", "Beta Two"]);
  });
});
