import type { LanguageModelV4Prompt } from "@ai-sdk/provider";
import { describe, expect, it } from "vitest";
import { readSituation } from "../../../../src/models/offline/situation.ts";

const user = (text: string): LanguageModelV4Prompt[number] => ({ role: "user", content: [{ type: "text", text }] });
const called = (toolCallId: string, toolName: string, input: unknown): LanguageModelV4Prompt[number] => ({
  role: "assistant",
  content: [{ type: "tool-call", toolCallId, toolName, input }],
});
type Output = Extract<LanguageModelV4Prompt[number], { role: "tool" }>["content"][number] & { type: "tool-result" };
const gave = (toolCallId: string, toolName: string, output: Output["output"]): LanguageModelV4Prompt[number] => ({
  role: "tool",
  content: [{ type: "tool-result", toolCallId, toolName, output }],
});
const list = (...names: string[]) => ({
  offerings: names.map((name, at) => ({ position: at + 1, code: `C${at}`, name, price: 1000 })),
  total: 9,
});

describe("a prompt as the shop sees it", () => {
  it("remembers the list, the look and the order of earlier turns", () => {
    const situation = readSituation([
      user("laptop"),
      called("1", "search_offerings", { query: "laptop" }),
      gave("1", "search_offerings", { type: "json", value: list("One", "Two") }),
      user("cái 2"),
      called("2", "get_offering_details", { position: 2 }),
      gave("2", "get_offering_details", { type: "text", value: JSON.stringify({ offering: { code: "C1", name: "Two" } }) }),
      user("mua"),
    ]);
    expect(situation.shown.map(({ name }) => name)).toEqual(["One", "Two"]);
    expect([situation.totalShown, situation.focus?.code, situation.said, situation.steps]).toEqual([9, "C1", "mua", []]);
  });

  it("keeps what the running turn found apart, so that its words go on meaning what they meant", () => {
    const situation = readSituation([
      user("xem laptop"),
      called("1", "search_offerings", '{"query":"laptop"}'),
      gave("1", "search_offerings", { type: "json", value: list("One") }),
    ]);
    expect(situation.shown).toEqual([]);
    expect(situation.steps).toMatchObject([{ tool: "search_offerings", input: '{"query":"laptop"}', outcome: { kind: "list", total: 9 } }]);
  });

  it("counts the table's columns first after a comparison, and the list behind them, as the tools do", () => {
    const columns = ["C2", "C1"].map((code) => ({ code, name: `${code} compared`, price: 900 }));
    const situation = readSituation([
      user("laptop"),
      gave("1", "search_offerings", { type: "json", value: list("One", "Two", "Three", "Four") }),
      user("so sánh cái 3 và cái 2"),
      gave("2", "compare_offerings", { type: "json", value: { offerings: columns, rows: [] } }),
      user("mua cái đầu"),
    ]);
    expect(situation.shown.map(({ code, position, price }) => [code, position, price])).toEqual([
      ["C2", 1, 900],
      ["C1", 2, 900],
      ["C2", 3, 1000],
      ["C3", 4, 1000],
    ]);
  });

  it("leaves the last list in place when a search finds nothing", () => {
    const situation = readSituation([
      user("laptop"),
      gave("1", "search_offerings", { type: "json", value: list("One") }),
      user("rẻ hơn"),
      gave("2", "search_offerings", { type: "json", value: list() }),
      user("ừ"),
    ]);
    expect(situation.shown.map(({ name }) => name)).toEqual(["One"]);
  });

  it.each([
    { output: { type: "error-text", value: "TypeError" }, kind: "failure" },
    { output: { type: "execution-denied" }, kind: "failure" },
    { output: { type: "json", value: { error: "Không có.", code: "not_found" } }, kind: "refusal" },
    { output: { type: "text", value: "not JSON" }, kind: "other" },
    { output: { type: "json", value: { offerings: [{ price: "cheap" }] } }, kind: "other" },
    { output: { type: "json", value: null }, kind: "other" },
  ] as const)("reads $output as $kind", ({ output, kind }) => {
    const { steps } = readSituation([user("laptop"), gave("1", "search_offerings", output)]);
    expect(steps.map((step) => step.outcome.kind)).toEqual([kind]);
  });

  it("takes its language from the last Language line of the system text", () => {
    const system = { role: "system", content: "Language: vi is spoken by some.\nBe kind.\nLanguage: en\nState: idle" } as const;
    expect(readSituation([system, user("Cho tôi xem laptop")]).language).toBe("en");
  });

  it.each([
    { said: ["Show me the laptops that you have"], language: "en" },
    { said: ["Show me the laptops that you have", "ok"], language: "en" },
    { said: ["Cho tôi xem laptop"], language: "vi" },
    { said: ["ok"], language: "vi" },
  ])("takes it from the customer's words $said where no line says it", ({ said, language }) => {
    expect(readSituation(said.map(user)).language).toBe(language);
  });
});
