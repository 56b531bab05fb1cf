import { describe, expect, it } from "vitest";
import { bestOf } from "../../../../../web/chat/offerings/best.ts";

describe("bestOf", () => {
  it("a lower price and weight win, more memory and battery win", () => {
    expect(bestOf("price", [17_990_000, 19_990_000])).toEqual([0]);
    expect(bestOf("weight_kg", [1.7, 1.55])).toEqual([1]);
    expect(bestOf("ram_gb", [8, 16, 16])).toEqual([1, 2]);
    expect(bestOf("battery_mah", ["5000 mAh", "4500 mAh"])).toEqual([0]);
    expect(bestOf("capacity_gb", ["512 GB", "1 TB"])).toEqual([1]);
  });

  it("nothing wins where better has no meaning", () => {
    expect(bestOf("screen_inch", [14, 16])).toEqual([]);
    expect(bestOf("ram_type", ["DDR4", "DDR5"])).toEqual([]);
    expect(bestOf("cpu", ["Intel Core i5", "Intel Core i7"])).toEqual([]);
  });

  it("nothing wins among equals, alone, or across units", () => {
    expect(bestOf("ram_gb", [16, 16])).toEqual([]);
    expect(bestOf("ram_gb", [16, null])).toEqual([]);
    expect(bestOf("battery_wh", ["60 Wh", "5000 mAh"])).toEqual([]);
    expect(bestOf("ram_gb", [])).toEqual([]);
  });

  it("a value that is not known loses without spoiling the row", () => {
    expect(bestOf("ram_gb", [8, undefined, 16])).toEqual([2]);
  });
});
