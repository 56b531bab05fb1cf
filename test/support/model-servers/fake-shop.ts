/** A shop in memory around a model: the retail flow, four tools that give plausible results, and the loop between them. */
import type { JSONValue, LanguageModelV4, LanguageModelV4FunctionTool, LanguageModelV4Prompt } from "@ai-sdk/provider";
import { z } from "zod";
import { allowedTools, propose, retailFlow, type Position } from "../../../src/lifecycle/index.ts";
import { readAll, textOf } from "./read.ts";

type Goods = {
  code: string;
  type: string;
  brand: string;
  name: string;
  summary: string;
  price: number;
  stock: number;
  attributes: Record<string, string | number>;
};

const laptop = (code: string, brand: string, name: string, price: number, stock: number, ramGb: number): Goods => ({
  code,
  type: "laptop",
  brand,
  name,
  summary: `Laptop ${ramGb} GB`,
  price,
  stock,
  attributes: { cpu: "Core 5", ram_gb: ramGb, weight_kg: 1.6 },
});

export const goods: readonly Goods[] = [
  laptop("NB-10", "Alfa", "Alfa Breeze 14", 15_490_000, 7, 8),
  laptop("NB-11", "Beta", "Beta Notus 15", 17_990_000, 2, 16),
  laptop("NB-12", "Alfa", "Alfa Storm 16", 22_990_000, 4, 16),
  laptop("NB-13", "Gamma", "Gamma Zephyr 14", 19_490_000, 0, 16),
  laptop("NB-14", "Delta", "Delta Gale 15", 25_990_000, 5, 32),
];

export interface Called {
  tool: string;
  input: unknown;
}

export interface Shop {
  /** The customer says something; the model answers, using tools as the flow allows. */
  say(text: string): Promise<{ text: string; calls: Called[]; state: string }>;
  states: string[];
  prompt: LanguageModelV4Prompt;
}

/** `refuse` answers a call in place of the tool. */
export function openShop(model: LanguageModelV4, language: "vi" | "en", refuse: (call: Called) => JSONValue | null = () => null): Shop {
  let position: Position = { state: "idle", visited: ["idle"] };
  let shown: readonly Goods[] = [];
  let focus: Goods | null = null;
  const states = ["idle"];
  const prompt: LanguageModelV4Prompt = [{ role: "system", content: `You sell laptops.\n\nLanguage: ${language}\nState: idle` }];

  function run({ tool, input }: Called): { output: JSONValue; newState?: string } {
    const refused = refuse({ tool, input });
    if (refused !== null) return { output: refused };
    const given = inputs.parse(input);
    const at = (place: number | undefined) => (place === undefined ? undefined : shown[place - 1]);
    if (tool === "search_offerings") {
      const narrow = given.filters?.narrow === true;
      const found = (narrow ? shown : goods).filter(
        ({ brand }) => !narrow || given.query === undefined || brand.toLowerCase() === given.query.toLowerCase(),
      );
      if (found.length > 0) shown = found;
      const constrained = /\d/.test(given.query ?? "");
      return { output: listOf(found), newState: narrow ? "filtering" : constrained ? "searching" : "browsing" };
    }
    if (tool === "get_offering_details") {
      const one = at(given.position) ?? goods.find(({ code }) => code === given.offering_code);
      if (!one) return { output: { error: "Không có sản phẩm ở vị trí đó.", code: "not_found" } };
      focus = one;
      return { output: { offering: one }, newState: "viewing" };
    }
    if (tool === "compare_offerings") {
      const places = (given.positions ?? []).flatMap((place) => at(place) ?? []);
      const compared = given.with_focus && focus ? [focus, ...places] : places;
      shown = [...compared, ...shown.slice(compared.length)];
      return { output: comparisonOf(compared), newState: "comparing" };
    }
    if (given.payload?.confirm) return { output: { action: "checkout", status: "confirmed", reference: "DH-1" }, newState: "completed" };
    const items = (given.payload?.items ?? []).flatMap((item) => at(item.position) ?? goods.find(({ code }) => code === item.code) ?? []);
    const total = items.reduce((sum, { price }) => sum + price, 0);
    return {
      output: { action: "checkout", status: "pending", reference: "DH-1", url: "https://pay.test/DH-1", total },
      newState: "purchasing",
    };
  }

  async function say(text: string) {
    prompt.push({ role: "user", content: [{ type: "text", text }] });
    const calls: Called[] = [];
    for (let step = 1; step <= 8; step++) {
      const offered = allowedTools(retailFlow, position.state);
      const parts = await readAll((await model.doStream({ prompt, tools: offered.map(describe) })).stream);
      const proposed = parts.filter((part) => part.type === "tool-call");
      const words = textOf(parts);
      if (words !== "") prompt.push({ role: "assistant", content: [{ type: "text", text: words }] });
      if (proposed.length === 0) return { text: words, calls, state: position.state };
      for (const { toolCallId, toolName, input } of proposed) {
        if (!offered.includes(toolName)) throw new Error(`${toolName} was not offered in ${position.state}`);
        const called = { tool: toolName, input: JSON.parse(input) };
        calls.push(called);
        const { output, newState } = run(called);
        prompt.push({ role: "assistant", content: [{ type: "tool-call", toolCallId, toolName, input: called.input }] });
        prompt.push({ role: "tool", content: [{ type: "tool-result", toolCallId, toolName, output: { type: "json", value: output } }] });
        const decision = newState === undefined ? null : propose(retailFlow, position, newState, toolName);
        if (decision?.accepted) {
          position = decision.position;
          states.push(...decision.transitions.map(({ to }) => to));
        }
      }
    }
    throw new Error("The model never came to an end.");
  }

  return { say, states, prompt };
}

const inputs = z.object({
  query: z.string().optional(),
  filters: z.object({ narrow: z.boolean().optional() }).optional(),
  position: z.number().optional(),
  offering_code: z.string().optional(),
  positions: z.array(z.number()).optional(),
  with_focus: z.boolean().optional(),
  payload: z
    .object({ items: z.array(z.object({ position: z.number().optional(), code: z.string().optional() })), confirm: z.boolean().optional() })
    .optional(),
});

const describe = (name: string): LanguageModelV4FunctionTool => ({
  type: "function",
  name,
  description: name,
  inputSchema: { type: "object" },
});

function listOf(found: readonly Goods[]): JSONValue {
  const offerings = found.map((one, at) => ({ position: at + 1, id: one.code, ...one }));
  return { offerings, count: offerings.length, total: offerings.length, understood: {} };
}

function comparisonOf(compared: readonly Goods[]): JSONValue {
  const ram = compared.map(({ attributes }) => attributes["ram_gb"] ?? null);
  return {
    offerings: compared.map(({ code, name, brand, price, stock }) => ({ code, name, brand, price, stock })),
    rows: [{ attribute: "ram_gb", label: { vi: "RAM (GB)", en: "RAM (GB)" }, values: ram }],
  };
}
