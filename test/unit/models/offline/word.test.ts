import { describe, expect, it } from "vitest";
import type { Intent } from "../../../../src/models/offline/intent.ts";
import type { PlacedOrder, ToolOutcome } from "../../../../src/models/offline/results.ts";
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
  it("takes no customer's word for a payment that the shop has not seen", () => {
    const unpaid: ToolOutcome = {
      kind: "order",
      trial: false,
      status: "pending",
      items: [],
      reference: "DH-1",
      url: "http://shop/DH-1",
      message: "not paid",
    };
    expect(of(unpaid)).toMatch(/can't see a payment for order DH-1[^]*http:\/\/shop\/DH-1/);
    expect(of(unpaid, search, vietnamese)).toContain("chưa thấy thanh toán nào cho đơn DH-1");
  });

  it("never claims that an order was cancelled: what was placed stays placed, and where nothing was, nothing has to be", () => {
    const order: PlacedOrder = { kind: "order", trial: false, status: "pending", items: [], reference: "DH-1" };
    for (const [situation, claims] of [
      [english, /(?:is|was|has been) cancell?ed/],
      [vietnamese, /đã (?:được )?hủy/],
    ] as const) {
      const placed = word({ about: "intent", intent: { kind: "cancel" } }, { ...situation, order });
      const none = word({ about: "intent", intent: { kind: "cancel" } }, situation);
      expect(placed).toMatch(/staff|nhân viên/);
      expect(none).not.toBe(placed);
      for (const said of [placed, none]) expect(said).not.toMatch(claims);
    }
  });

  it("says how many fit and how many are shown, at what prices, and repeats no list", () => {
    const laptops = [3, 1, 2].map((price, at) => offering(`Laptop ${at}`, price * 1_000_000));
    const text = of(list(12, laptops));
    expect(text).toContain("I found 12 products; these are the first 3, from 1,000,000 VND to 3,000,000 VND.");
    expect(text).toContain("number 2, Laptop 1.");
    expect(text).not.toMatch(/^\d\./m);
  });

  it("points at the cheapest and at what stands out, by place and short name", () => {
    const one = offering("Laptop Alfa One (i5/16GB)", 1_000_000, 9, { brand: "Alfa", attributes: { ram_gb: 16, weight_kg: 1.5 } });
    const two = offering("Laptop Beta Two (i7/32GB)", 2_000_000, 9, { brand: "Beta", attributes: { ram_gb: 32, weight_kg: 1.2 } });
    expect(of(list(2, [one, two]))).toContain("number 1, Alfa One. Number 2, Beta Two, has the most RAM (32 GB) and costs 2,000,000 VND.");
    expect(of(list(2, [one, two], { sort: "lightest" }))).toContain("Number 2, Beta Two, is the lightest (1.2 kg)");
    expect(of(list(2, [one, two], { sort: "price_desc" }))).toContain("The most expensive is number 2, Beta Two.");
  });

  it("points first at what was asked for, whatever shares its unit", () => {
    const laptops = [512, 1000].map((storage_gb, at) =>
      offering(`Laptop ${at}`, at + 1, 9, { attributes: { storage_gb, ram_gb: 16, weight_kg: 2 - at / 2 } }),
    );
    const text = of(list(2, laptops, { specs: { ram_gb: { min: 16 } }, sort: "lightest" }));
    expect(text).toContain("Number 2, Laptop 1, is the lightest (1.5 kg) and costs 2 VND. For the best price");
  });

  it("says of one that it is the cheapest and the best at what was asked for", () => {
    const phones = [5000, 7000].map((battery_mah, at) => offering(`Phone ${at}`, 3 - at, 9, { attributes: { battery_mah } }));
    const asked = { specs: { battery_mah: { min: 5000 } } };
    expect(of(list(2, phones, asked), search, vietnamese)).toContain("Mẫu số 2, Phone 1, vừa rẻ nhất vừa pin lớn nhất (7.000 mAh).");
  });

  it("recommends nothing that is sold out, and says which are", () => {
    const gone = offering("Gone", 1_000_000, 0, { attributes: { ram_gb: 64 } });
    const there = [2, 3].map((price) => offering(`There ${price}`, price * 1_000_000, 9, { attributes: { ram_gb: 16 } }));
    const text = of(list(3, [...there, gone]), search, vietnamese);
    expect(text).toContain("Trong các mẫu còn hàng, rẻ nhất là mẫu số 1, There 2, giá 2.000.000₫.");
    expect(text).toContain("Riêng mẫu số 3, Gone, đang tạm hết hàng");
    expect(text).not.toContain("64 GB");
    expect(of(list(2, [gone, gone]))).toContain("all of them are sold out");
  });

  it("weighs no drive against a memory", () => {
    const mixed = ["ssd", "ram"].map((type, at) => offering(`Thing ${at}`, at + 1, 9, { type, attributes: { capacity_gb: 8 * (at + 1) } }));
    expect(of(list(2, mixed))).not.toContain("holds the most");
    const rows = [{ attribute: "capacity_gb", values: [8, 16] }];
    const compare: Intent = { kind: "compare", positions: [1, 2], withFocus: false };
    expect(of({ kind: "comparison", offerings: mixed, rows }, compare)).not.toMatch(/holds more|clearly ahead/);
  });

  it("asks for a budget only where many fit and none was told", () => {
    const two = [offering("One", 1), offering("Two", 2)];
    expect(of(list(9, two))).toMatch(/budget/);
    expect(of(list(9, two, { price_max: 5 }))).not.toMatch(/budget/);
    expect(of(list(2, two))).not.toMatch(/budget/);
  });

  it("names the only one that fits, with its price", () => {
    expect(of(list(1, [offering("Laptop Alfa One (i5)", 1_000_000, 2, { brand: "Alfa" })]))).toContain(
      "exactly one: Alfa One, 1,000,000 VND, only 2 left.",
    );
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

  it("says what sets it apart from the list that it came from, instead of every spec", () => {
    const highlights = ["Chip 9", "RAM 16 GB", "SSD 1 TB", "Screen 15"];
    const shown = [3, 1, 2].map((price, at) =>
      offering(`Laptop ${at}`, price, 9, { code: `L${at}`, highlights, attributes: { weight_kg: 1 + price / 10 } }),
    );
    const text = of({ kind: "details", offering: { ...offering("Two", 1), ...shown[1] } }, view, { ...vietnamese, shown });
    expect(text).toContain("Đáng chú ý: Chip 9, RAM 16 GB. Trong 3 mẫu vừa xem, mẫu này rẻ nhất và nhẹ nhất.");
    expect(of({ kind: "details", offering: { ...offering("Two", 1), ...shown[1] } }, view)).toContain("Chip 9, RAM 16 GB, SSD 1 TB.");
  });

  it("answers the question about one of its properties, or says that it does not know", () => {
    const one = offering("One", 1_000_000, 9, { attributes: { ram_gb: 16, weight_kg: 1.25, screen_inch: 15.6 } });
    const asks = (about: string) => ({ ...view, asks: [about] });
    expect(of({ kind: "details", offering: one }, asks("weight"), vietnamese)).toMatch(/^Dạ, One: nặng 1,25 kg\./);
    expect(of({ kind: "details", offering: one }, asks("battery"))).toMatch(/^I don't have the information/);
  });

  it("says who is cheaper by how much and who wins at what, and whose place in the table is whose", () => {
    const outcome: ToolOutcome = {
      kind: "comparison",
      offerings: [offering("One", 3_000_000), offering("Two", 2_000_000)],
      rows: [
        { attribute: "ram_gb", label: { vi: "RAM (GB)", en: "Memory (GB)" }, values: [16, 8] },
        { attribute: "weight_kg", values: [1.5, 1.2] },
        { attribute: "battery_wh", values: [54, 53.8] },
        { attribute: "os", values: ["Same", "Other"] },
        { attribute: "storage_gb", values: [512, null] },
      ],
    };
    const compare: Intent = { kind: "compare", positions: [1, 2], withFocus: false };
    expect(of(outcome, compare)).toBe(
      "Two is 1,000,000 VND cheaper than One (2,000,000 VND against 3,000,000 VND). In return, One has more RAM (16 GB against 8 GB). " +
        "On the other hand, Two is lighter (1.2 kg against 1.5 kg).\n\n" +
        "Which one would you like to order? In this table, number 1 is One and number 2 is Two.",
    );
    expect(of(outcome, compare, vietnamese)).toContain(
      "Bù lại, One nhiều RAM hơn (16 GB so với 8 GB). Còn Two thì nhẹ hơn (1,2 kg so với 1,5 kg).",
    );
  });

  it("sums up many in one sentence each for prices and specs, and says what is sold out", () => {
    const outcome: ToolOutcome = {
      kind: "comparison",
      offerings: [offering("One", 3_000_000), offering("Two", 2_000_000, 0), offering("Three", 4_000_000)],
      rows: [
        { attribute: "ram_gb", values: [8, 16, 16] },
        { attribute: "weight_kg", values: [1.5, 1.2, 2] },
      ],
    };
    const text = of(outcome, { kind: "compare", positions: [1, 2, 3], withFocus: false }, vietnamese);
    expect(text).toContain(
      "Two rẻ nhất (2.000.000₫); Three giá cao nhất (4.000.000₫), chênh nhau 2.000.000₫. Về cấu hình, Two nhẹ nhất (1,2 kg).",
    );
    expect(text).toContain("Two đang tạm hết hàng");
  });

  it("reads an order back: what, how many, how much, and where to pay", () => {
    const items = [{ name: "One", quantity: 2 }];
    const text = of({
      kind: "order",
      trial: false,
      status: "pending",
      reference: "DH-7",
      url: "https://pay.test/7",
      total: 2_000_000,
      items,
    });
    expect(text).toContain("DH-7");
    expect(text).toContain("2 × One");
    expect(text).toContain("2,000,000 VND");
    expect(text.split("\n")).toContain("You can pay here: https://pay.test/7");
  });

  it("says of a trial that nothing has been sent, and tells no reference that there is none behind", () => {
    const trial = { kind: "order", trial: true, reference: "DRY-RUN", items: [{ name: "One", quantity: 1 }] } as const;
    const words = [of({ ...trial, items: [...trial.items], status: "pending" }), of({ ...trial, items: [], status: "confirmed" })];
    for (const text of words) expect(text).not.toContain("DRY-RUN");
    expect(words[0]).toContain("no order has been sent");
    expect(words[1]).toContain("nothing has been sent");
    expect(of({ ...trial, items: [], status: "confirmed" }, search, vietnamese)).toContain("chạy thử");
  });

  it("passes on what a shop says when it rejects an order", () => {
    expect(of({ kind: "order", trial: false, status: "rejected", message: "Hết khuyến mãi.", items: [] }, search, vietnamese)).toContain(
      "Hết khuyến mãi.",
    );
  });

  it("names the candidates where a name fits several", () => {
    expect(
      of({ kind: "refusal", error: "Which one?", code: "ambiguous", argument: null, candidates: [offering("One", 5), offering("Two", 6)] }),
    ).toBe("Which one?\n- One – 5 VND\n- Two – 6 VND");
  });

  it("never tells a customer how a tool broke", () => {
    expect(of({ kind: "failure" })).toMatch(/^Sorry, I couldn't look that up/);
  });
});

describe("the words for what a customer says", () => {
  const at = (turn: number, situation: Situation): Situation => ({
    ...situation,
    exchanges: Array.from({ length: turn }, () => ({ said: "", files: false, steps: [] })),
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
