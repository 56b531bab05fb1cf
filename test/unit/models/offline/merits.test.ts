import { describe, expect, it } from "vitest";
import { bestAt, betterAt, winsAmong } from "../../../../src/models/offline/merits.ts";

const won = (...columns: Record<string, unknown>[]) => winsAmong(columns).map(({ attribute, at }) => [attribute, at]);

describe("who wins at what", () => {
  it("is the single best one, by less where less is better", () => {
    expect(won({ ram_gb: 8, weight_kg: 1.2 }, { ram_gb: 16, weight_kg: 1.8 })).toEqual([
      ["ram_gb", 1],
      ["weight_kg", 0],
    ]);
  });

  it.each([
    { why: "two share the best", columns: [{ ram_gb: 16 }, { ram_gb: 16 }, { ram_gb: 8 }] },
    { why: "one does not say", columns: [{ ram_gb: 16 }, {}] },
    { why: "it is no number", columns: [{ ram_gb: "16" }, { ram_gb: "8" }] },
    { why: "neither end is better", columns: [{ screen_inch: 14 }, { screen_inch: 16 }] },
    { why: "an attribute is called as an object's own", columns: [{ constructor: 1 }, { constructor: 2 }] },
    { why: "the difference is on paper alone", columns: [{ battery_wh: 54 }, { battery_wh: 53.8 }] },
  ])("is nobody where $why", ({ columns }) => {
    expect(won(...columns)).toEqual([]);
  });

  it("tells first what was asked about, however small the difference", () => {
    const columns = [
      { ram_gb: 8, battery_wh: 54 },
      { ram_gb: 16, battery_wh: 53.8 },
    ];
    expect(winsAmong(columns, ["battery"]).map(({ attribute, asked }) => [attribute, asked])).toEqual([
      ["battery_wh", true],
      ["ram_gb", false],
    ]);
  });

  it("is told with its value, in the customer's language", () => {
    const [win] = winsAmong([{ storage_gb: 512 }, { storage_gb: 1000 }]);
    if (!win) throw new Error("Somebody wins.");
    expect(bestAt(win, "en")).toBe("has the most storage (1 TB)");
    expect(betterAt(win, "vi")).toBe("bộ nhớ trong lớn hơn (1 TB so với 512 GB)");
  });
});
