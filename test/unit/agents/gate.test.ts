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
    expect(decision).toMatchObject({ verdict: "malformed", input: deep });
    expect(() => JSON.stringify(decision)).not.toThrow();
  });
});

describe("a call outside the whitelist is blocked", () => {
  const notAllowed = (state: string) => ({ error: "Tool không được phép ở trạng thái hiện tại", code: "tool_not_allowed", state });

  it("whatever its arguments", () => {
    for (const text of ['{"action":"checkout"}', "{}", "", "half {", "[".repeat(20_000)]) {
      expect(decide("trigger_web_hook", text)).toMatchObject({ verdict: "blocked", output: notAllowed("idle") });
    }
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
