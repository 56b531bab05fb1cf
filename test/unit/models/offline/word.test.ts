import { describe, expect, it } from "vitest";
import type { Intent } from "../../../../src/models/offline/intent.ts";
import type { ToolOutcome } from "../../../../src/models/offline/results.ts";
import { readSituation, type Situation } from "../../../../src/models/offline/situation.ts";
import { word } from "../../../../src/models/offline/word.ts";
import { userSays } from "../../../support/model-servers/read.ts";

const english: Situation = { ...readSituation(userSays("…")), language: "en" };
const vietnamese: Situation = { ...english, language: "vi" };
const view: Intent = { kind: "view", target: { position: 1 }, asks: [] };
const search: Intent = { kind: "search", query: "laptop" };
const of = (outcome: ToolOutcome, intent: Intent = search, situation = english) => word({ about: "outcome", outcome, intent }, situation);

const offering = (name: string, price: number | null, stock = 9, more: object = {}) => ({
  code: name,
  name,
  price,
  stock,
  highlights: [],
  attributes: {},
  ...more,
});
const list = (total: number, offerings: ReturnType<typeof offering>[], understood: Record<string, unknown> = {}): ToolOutcome => ({
  kind: "list",
  offerings,
  total,
  understood,
});

describe("the words for what a tool gave", () => {
  it("lists with places, prices and what is sold out, and says how many there are in all", () => {
    const text = of(list(12, [offering("One", 1_000_000), offering("Two", null, 0)]));
    expect(text).toContain("12");
    expect(text).toContain("1. One – 1,000,000 VND\n2. Two – price on request (sold out)");
  });

  it("owns up to words that nothing met", () => {
    expect(of(list(1, [offering("One", 1)], { text_ignored: ["xin", "so"] }))).toContain("nothing for “xin so”");
  });

  it("says plainly that nothing was found, and for what", () => {
    expect(of(list(0, []))).toContain("“laptop”");
    expect(of(list(0, []), { kind: "narrow", query: "rẻ hơn" }, vietnamese)).toContain("“rẻ hơn”");
  });

  it("tells what stands out of one offering, in the tool's words where it has them", () => {
    const one = offering("One", 1_000_000, 3, { highlights: ["Chip 9", "RAM 16 GB"], attributes: { ram_gb: 16 } });
    expect(of({ kind: "details", offering: one }, view)).toMatch(
      /^One costs 1,000,000 VND, only 3 left\. Worth knowing: Chip 9, RAM 16 GB\./,
    );
  });

  it("answers the question about one of its properties, or says that it does not know", () => {
    const one = offering("One", 1_000_000, 9, { attributes: { ram_gb: 16, weight_kg: 1.25, screen_inch: 15.6 } });
    const asks = (about: string) => ({ ...view, asks: [about] });
    expect(of({ kind: "details", offering: one }, asks("weight"), vietnamese)).toMatch(/^Dạ, One: nặng 1,25 kg\./);
    expect(of({ kind: "details", offering: one }, asks("battery"))).toMatch(/^I don't have the information/);
  });

  it("says who is cheaper by how much, and where they differ", () => {
    const outcome: ToolOutcome = {
      kind: "comparison",
      offerings: [offering("One", 3_000_000), offering("Two", 2_000_000)],
      rows: [
        { attribute: "ram_gb", label: { vi: "RAM (GB)", en: "Memory (GB)" }, values: [8, 16] },
        { attribute: "os", values: ["Same", "Same"] },
        { attribute: "rgb", values: [true, null] },
      ],
    };
    const text = of(outcome, { kind: "compare", positions: [1, 2], withFocus: false });
    expect(text).toMatch(/^Two is 1,000,000 VND cheaper than One/);
    expect(text).toContain("- Memory (GB): 8 / 16\n- rgb: ✓ / –");
    expect(text).not.toContain("Same");
  });

  it("reads an order back: what, how many, how much, and where to pay", () => {
    const items = [{ name: "One", quantity: 2 }];
    const text = of({ kind: "order", status: "pending", reference: "DH-7", url: "https://pay.test/7", total: 2_000_000, items });
    expect(text).toContain("DH-7");
    expect(text).toContain("2 × One");
    expect(text).toContain("2,000,000 VND");
    expect(text.split("\n")).toContain("You can pay here: https://pay.test/7");
  });

  it("passes on what a shop says when it rejects an order", () => {
    expect(of({ kind: "order", status: "rejected", message: "Hết khuyến mãi.", items: [] }, search, vietnamese)).toContain(
      "Hết khuyến mãi.",
    );
  });

  it("names the candidates where a name fits several", () => {
    expect(of({ kind: "refusal", error: "Which one?", code: "ambiguous", candidates: [offering("One", 5), offering("Two", 6)] })).toBe(
      "Which one?\n- One – 5 VND\n- Two – 6 VND",
    );
  });

  it("never tells a customer how a tool broke", () => {
    expect(of({ kind: "failure" })).toMatch(/^Sorry, I couldn't look that up/);
  });
});

describe("the words for what a customer says", () => {
  const at = (turn: number, situation: Situation): Situation => ({
    ...situation,
    exchanges: Array.from({ length: turn }, () => ({ said: "", steps: [] })),
  });

  it("feels with the customer first and then leads back, never twice running in the same way", () => {
    const sad: Intent = { kind: "small_talk", topic: "sad" };
    const answers = [1, 2, 3].map((turn) => word({ about: "intent", intent: sad }, at(turn, vietnamese)));
    expect(new Set(answers).size).toBe(3);
    for (const answer of answers) expect(answer).toMatch(/^Dạ, nghe vậy em thương anh\/chị quá/);
  });

  it("says plainly that it did not understand, and what it can do", () => {
    for (const turn of [1, 2]) {
      expect(word({ about: "intent", intent: { kind: "unknown" } }, at(turn, vietnamese))).toMatch(/chưa hiểu.*(so sánh|tìm)/);
      expect(word({ about: "intent", intent: { kind: "unknown" } }, at(turn, english))).toMatch(/didn't (understand|get).*(compare|find)/);
    }
  });

  it("answers a wish for another language in that language", () => {
    expect(word({ about: "intent", intent: { kind: "language", language: "en" } }, vietnamese)).toContain("English");
  });

  it("advises by price among what was compared, or else among the list", () => {
    const one = offering("One", 3_000_000);
    const two = offering("Two", 2_000_000);
    const three = offering("Three", 5_000_000);
    const advise = (situation: Situation) => word({ about: "intent", intent: { kind: "advise" } }, situation);
    expect(advise({ ...english, shown: [one, two, three], compared: [one, two] })).toContain(
      "take Two (2,000,000 VND). One costs 1,000,000 VND more",
    );
    expect(advise({ ...english, shown: [one, two, three] })).toContain("compare 2 and 3");
    expect(advise(english)).toContain("budget");
  });
});
