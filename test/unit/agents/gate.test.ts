import { describe, expect, it } from "vitest";
import { z } from "zod";
import { decideCall } from "../../../src/agents/gate.ts";
import { retailFlow } from "../../../src/lifecycle/index.ts";
import { fakeTool, toolMap } from "../../support/fake-turn.ts";

const input = z.object({ query: z.string(), price: z.object({ max: z.number() }).optional() });
const tools = toolMap(
  fakeTool("search_offerings", undefined, { input }),
  fakeTool("get_offering_details"),
  fakeTool("trigger_web_hook"),
  fakeTool("__proto__"),
);

const decide = (toolName: string, text: string, state = "idle") =>
  decideCall({ toolCallId: "a", toolName, input: text }, retailFlow, state, tools);

describe("a call that the state offers", () => {
  it("runs with its arguments", () => {
    expect(decide("search_offerings", '{"query":"laptop"}')).toMatchObject({ verdict: "run", input: { query: "laptop" } });
  });

  it.each(["", " \n"])("without any arguments (%j) has none", (text) => {
    expect(decide("get_offering_details", text)).toMatchObject({ verdict: "run", input: {} });
  });

  const malformed: [string, string][] = [
    ["half JSON", '{"query":"lap'],
    ["no JSON", "laptop please"],
    ["a bare number", "7"],
    ["a list", "[]"],
    ["null", "null"],
    ["a missing argument", "{}"],
    ["an argument of another type", '{"query":7}'],
  ];
  it.each(malformed)("with %s is malformed, and the model is told what is wrong", (_, text) => {
    const decision = decide("search_offerings", text);
    expect(decision.verdict).toBe("malformed");
    expect(decision).toHaveProperty("errorText", expect.stringMatching(/^Invalid input for tool search_offerings: ./));
  });

  it("names the argument that does not fit", () => {
    expect(decide("search_offerings", '{"query":"a","price":{"max":"20 triệu"}}')).toMatchObject({
      errorText: expect.stringContaining("price.max: "),
    });
  });

  it("with arguments nested so deep that they could not be written again is malformed", () => {
    const deep = `{"query":${"[".repeat(20_000)}${"]".repeat(20_000)}}`;
    const decision = decide("get_offering_details", deep);
    expect(decision).toMatchObject({ verdict: "malformed", input: deep.slice(0, 2000) });
    expect(() => JSON.stringify(decision)).not.toThrow();
  });

  it.each([
    [64, "run"],
    [65, "malformed"],
    [9000, "malformed"],
  ])("with arguments nested %i levels deep, short as they are, says %s", (levels, verdict) => {
    // The object itself is the first level.
    const text = `{"query":${"[".repeat(levels - 1)}${"]".repeat(levels - 1)}}`;
    expect(decide("get_offering_details", text).verdict).toBe(verdict);
  });

  const argumentsOf = (characters: number) => `{"query":"${"x".repeat(characters - '{"query":""}'.length)}"}`;

  it("with as many characters as arguments may have runs, with one more it is malformed and its beginning is kept", () => {
    expect(decide("search_offerings", argumentsOf(20_000))).toMatchObject({ verdict: "run", input: { query: "x".repeat(19_988) } });
    const tooLong = argumentsOf(20_001);
    expect(decide("search_offerings", tooLong)).toEqual({
      verdict: "malformed",
      input: tooLong.slice(0, 2000),
      errorText: "Invalid input for tool search_offerings: the arguments are not valid JSON, too long, or nested too deep.",
    });
  });
});

describe("a call outside the whitelist is blocked", () => {
  const notAllowed = (state: string) => ({ error: "Tool không được phép ở trạng thái hiện tại", code: "tool_not_allowed", state });

  it("whatever its arguments", () => {
    for (const text of ['{"action":"checkout"}', "{}", "", "half {", "[".repeat(20_000)]) {
      expect(decide("trigger_web_hook", text)).toMatchObject({ verdict: "blocked", output: notAllowed("idle") });
    }
  });

  it("and keeps no more than the beginning of arguments that nobody could use", () => {
    const endless = `{"action":"${"x".repeat(1_000_000)}"}`;
    expect(decide("trigger_web_hook", endless)).toMatchObject({ verdict: "blocked", input: endless.slice(0, 2000) });
    expect(decide("trigger_web_hook", "half {")).toMatchObject({ verdict: "blocked", input: "half {" });
  });

  it.each(["made_up", "", "constructor", "toString", "__proto__"])("when its name is %j", (name) => {
    expect(decide(name, "{}", "viewing")).toMatchObject({ verdict: "blocked", output: notAllowed("viewing") });
  });

  it("when the flow offers it but nobody has made it", () => {
    expect(decide("compare_offerings", "{}")).toMatchObject({ verdict: "blocked", output: notAllowed("idle") });
  });

  it.each(["handover", "nowhere", "constructor"])("when the state is %s, which offers nothing", (state) => {
    expect(decide("search_offerings", '{"query":"x"}', state)).toMatchObject({ verdict: "blocked", output: notAllowed(state) });
  });
});
