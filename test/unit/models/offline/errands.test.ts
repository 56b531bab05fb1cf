/** What customers ask to be worked out: understood where a tool is offered for it, and gone on with when the tool has asked back. */
import type { LanguageModelV4Prompt } from "@ai-sdk/provider";
import { describe, expect, it, test } from "vitest";
import type { JsonObject } from "../../../../src/platform/ports.ts";
import { createShopModel } from "../../../../src/models/offline/model.ts";
import { errandIn } from "../../../../src/models/offline/rules/errands.ts";
import { fold } from "../../../../src/language/index.ts";

const finance = new Set(["credit_scoring", "loan_instalments", "get_market_data", "get_strategic_analysis", "search_offerings"]);
const auto = new Set(["trade_in_valuation", "loan_instalments", "search_offerings"]);
const education = new Set(["assessment_test", "search_offerings"]);

const rows: [said: string, offered: ReadonlySet<string>, tool: string | null, input?: object][] = [
  ["Chấm điểm tín dụng giúp tôi", finance, "credit_scoring", {}],
  ["Check my credit score please", finance, "credit_scoring", {}],
  ["Tôi vay được bao nhiêu?", finance, "credit_scoring"],
  [
    "Chấm điểm tín dụng: lương 20 triệu, sống ở Hà Nội, không có nợ xấu",
    finance,
    "credit_scoring",
    { location: "ha noi", debt_status: "khong co no xau" },
  ],
  ["Tính vay giúp tôi", finance, "loan_instalments", {}],
  ["Tính trả góp 50 triệu trong 2 năm", finance, "loan_instalments"],
  ["Trả góp 500 triệu, lãi 8,5%/năm", finance, "loan_instalments", { rate: "8,5%/nam" }],
  ["Giá vàng SJC hôm qua", finance, "get_market_data", { date: "hom qua" }],
  ["Lãi suất gửi 12 tháng thế nào", finance, "get_market_data"],
  ["Phân tích thị trường vàng", finance, "get_strategic_analysis"],
  ["Định giá xe cũ Mazda 3 đời 2020, đi 50.000 km", auto, "trade_in_valuation", { model: "mazda 3", year: "2020", odo: "50.000 km" }],
  ["Tôi muốn đổi xe Kia Morning 2018 đi 5 vạn", auto, "trade_in_valuation", { model: "kia morning", year: "2018", odo: "5 van" }],
  ["Value my car, a Mazda 3 of 2020", auto, "trade_in_valuation", { model: "mazda 3", year: "2020" }],
  ["Em muốn làm bài test IELTS, mục tiêu 6.5", education, "assessment_test", { test_type: "ielts", target_score: "6.5" }],
  ["I'd like a placement test, I'm a beginner", education, "assessment_test", { current_level: "beginner" }],
  // Nobody here works it out: talk like any other.
  ["Có trả góp không shop?", new Set(["search_offerings"]), null],
  ["Định giá xe cũ Mazda 3", finance, null],
  ["Cho tôi xem các gói vay", finance, null],
  ["Cho tôi xem xe", auto, null],
];

test.each(rows)("%s", (said, offered, tool, input = {}) => {
  for (const words of [said, fold(said)]) {
    const errand = errandIn(words, offered);
    expect(errand?.tool ?? null).toBe(tool);
    if (errand) expect(errand.input).toMatchObject(input);
  }
});

const model = createShopModel({ delayMs: 0, sleep: () => Promise.reject(new Error("must not wait")) });

/** A conversation in which one tool answers as it is told to. */
class Talk {
  readonly #prompt: LanguageModelV4Prompt = [{ role: "system", content: "Language: vi" }];
  readonly #offered: ReadonlySet<string>;
  #calls = 0;

  constructor(offered: ReadonlySet<string>) {
    this.#offered = offered;
  }

  /** What the model says, or the call that it makes; `gives` is what comes of the call. */
  async say(text: string, gives?: JsonObject): Promise<{ call: { tool: string; input: unknown } | null; text: string }> {
    this.#prompt.push({ role: "user", content: [{ type: "text", text }] });
    const first = await this.#step();
    if (!first.call || !gives) return first;
    const toolCallId = `c${this.#calls++}`;
    const { tool: toolName, input } = first.call;
    this.#prompt.push({ role: "assistant", content: [{ type: "tool-call", toolCallId, toolName, input }] });
    this.#prompt.push({ role: "tool", content: [{ type: "tool-result", toolCallId, toolName, output: { type: "json", value: gives } }] });
    const { text: said } = await this.#step();
    return { call: first.call, text: said };
  }

  async #step(): Promise<{ call: { tool: string; input: unknown } | null; text: string }> {
    const tools = [...this.#offered].map((name) => ({ type: "function" as const, name, inputSchema: { type: "object" as const } }));
    const { content } = await model.doGenerate({ prompt: this.#prompt, tools });
    const call = content.find((part) => part.type === "tool-call");
    const text = content.flatMap((part) => (part.type === "text" ? [part.text] : [])).join("");
    return { call: call ? { tool: call.toolName, input: JSON.parse(call.input) } : null, text };
  }
}

const asks = (argument: string, error: string) => ({ error, code: "needs_more", argument });

describe("a tool that asks back", () => {
  it("is answered with the next words, on top of what was said before", async () => {
    const talk = new Talk(finance);
    expect(await talk.say("Chấm điểm tín dụng giúp tôi", asks("income", "Thu nhập?"))).toEqual({
      call: { tool: "credit_scoring", input: {} },
      text: "Thu nhập?",
    });
    expect((await talk.say("20 triệu", asks("location", "Ở đâu?"))).call?.input).toEqual({ income: "20 trieu" });
    expect((await talk.say("Hà Nội", asks("debt_status", "Nợ xấu?"))).call?.input).toEqual({ income: "20 trieu", location: "ha noi" });
    const { call, text } = await talk.say("Không có nợ xấu", { score: 750, grade: "Good", limit: 50_000_000 });
    expect(call?.input).toEqual({ income: "20 trieu", location: "ha noi", debt_status: "khong co no xau" });
    expect(text).toContain("750 (Good)");
    expect(text).toContain("50.000.000₫");
  });

  it("hears what it cannot read, so that it may ask again", async () => {
    const talk = new Talk(finance);
    await talk.say("Chấm điểm tín dụng giúp tôi", asks("income", "Thu nhập?"));
    expect((await talk.say("cũng đủ sống thôi", asks("income", "Chưa đọc được."))).call?.input).toEqual({ income: "cũng đủ sống thôi" });
  });

  it("is left alone by who turns to something else", async () => {
    const talk = new Talk(finance);
    await talk.say("Chấm điểm tín dụng giúp tôi", asks("income", "Thu nhập?"));
    expect((await talk.say("Cho tôi xem các gói vay")).call?.tool).toBe("search_offerings");
  });
});

test("a test goes on answer by answer, and remembers by itself what was answered before", async () => {
  const talk = new Talk(education);
  const question = {
    status: "question",
    number: 1,
    of: 8,
    question: {
      prompt: "He ___ tea.",
      choices: [
        { key: "A", text: "drink" },
        { key: "B", text: "drinks" },
      ],
    },
  };
  const { text } = await talk.say("Làm bài test IELTS", question);
  expect(text).toBe("Câu 1/8: He ___ tea.\nA. drink\nB. drinks");
  expect((await talk.say("câu b ạ", { ...question, number: 2 })).call).toEqual({ tool: "assessment_test", input: { answer: "b" } });
  const done = { status: "done", level: "B1", description: "Trung cấp.", right: 5, asked: 8 };
  expect((await talk.say("B", done)).text).toContain("đúng 5/8 câu");
});
