import { describe, expect, it } from "vitest";
import { agentPrompt, greetingPrompt, languageNames, renderPrompt, type AgentPromptView } from "../../../src/prompts/index.ts";

const view: AgentPromptView = {
  instructions: "You sell laptops.",
  skill: false,
  customer: false,
  language: "vi",
  languageName: "Vietnamese",
  state: "browsing",
  stateLabel: "Đang xem danh mục",
  tools: "search_offerings",
};

describe("a prompt", () => {
  it("has the persona first, and the language, the state and the tools last", () => {
    const prompt = renderPrompt(agentPrompt, view);
    expect(prompt.startsWith("You sell laptops.\n\nRules\n- Answer in Vietnamese")).toBe(true);
    expect(prompt.endsWith("Language: vi\nState: browsing (Đang xem danh mục)\nTools now: search_offerings")).toBe(true);
  });

  it("names the skill and the customer only where they are known", () => {
    expect(renderPrompt(agentPrompt, view)).not.toMatch(/Skill:|customer's name/);
    const known = renderPrompt(agentPrompt, {
      ...view,
      skill: { name: "Trade-in", instructions: "Value the old laptop." },
      customer: { name: "Lan" },
    });
    expect(known).toContain("You sell laptops.\n\nSkill: Trade-in\nValue the old laptop.\n\nRules");
    expect(known).toContain("- The customer's name is Lan.");
  });

  it("leaves no slot unfilled", () => {
    const known = { ...view, skill: { name: "S", instructions: "I" }, customer: { name: "C" } };
    expect(renderPrompt(agentPrompt, known)).not.toMatch(/[{}]|undefined|\[object/);
    const moment = { instructions: "I", language: "en", languageName: "English", seed: 7, lastWords: "bye" };
    expect(renderPrompt(greetingPrompt, moment)).not.toMatch(/[{}]|undefined|\[object/);
  });

  it("takes what people wrote as it is: no escapes, and braces are no slots", () => {
    const instructions = `Say "R&D < 5" & {{tools}} {{{state}}}`;
    expect(renderPrompt(agentPrompt, { ...view, instructions })).toContain(instructions);
    expect(renderPrompt("{{words}}", { words: instructions })).toBe(instructions);
  });

  it("knows both languages by name", () => {
    expect(languageNames).toEqual({ vi: "Vietnamese", en: "English" });
  });
});
