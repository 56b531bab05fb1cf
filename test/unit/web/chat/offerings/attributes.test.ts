import { describe, expect, it } from "vitest";
import { dictionaries } from "../../../../../web/chat/i18n/index.ts";
import { formatValue, labelOf, orderedAttributes } from "../../../../../web/chat/offerings/attributes.ts";

const { vi, en } = dictionaries;

describe("formatValue", () => {
  it.each([
    ["ram_gb", 16, "16 GB"],
    ["storage_gb", 1024, "1 TB"],
    ["capacity_gb", 2000, "2 TB"],
    ["capacity_gb", 960, "960 GB"],
    ["screen_inch", 15.6, "15,6″"],
    ["weight_kg", 1.46, "1,46 kg"],
    ["battery_mah", 5000, "5000 mAh"],
    ["read_mbps", 12_400, "12.400 MB/s"],
    ["warranty_months", 24, "24 tháng"],
    ["ram_slots", 4, "4"],
    ["wifi", true, "Có"],
    ["rgb", false, "Không"],
    ["cpu", "Apple A19", "Apple A19"],
    ["gpu", null, "Chưa rõ"],
    ["gpu", undefined, "Chưa rõ"],
  ])("%s %s reads as %s", (key, value, expected) => {
    expect(formatValue(key, value, vi)).toBe(expected);
  });

  it("follows the language", () => {
    expect(formatValue("screen_inch", 15.6, en)).toBe("15.6″");
    expect(formatValue("warranty_months", 24, en)).toBe("24 months");
  });
});

it("a spec without a label is called by its own name", () => {
  expect(labelOf("refresh_hz", vi)).toBe("Tần số quét");
  expect(labelOf("io_ports", vi)).toBe("Io ports");
});

it("specs come in the order of tables, whatever order the database kept them in", () => {
  const specs = orderedAttributes({ os: "macOS", weird: 1, ram_gb: 16, cpu: "Apple M4", gpu: null }, vi);
  expect(specs.map(([key]) => key)).toEqual(["cpu", "ram_gb", "os", "weird"]);
});
