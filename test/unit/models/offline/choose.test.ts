import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { choose, tools } from "../../../../src/models/offline/choose.ts";
import type { Intent } from "../../../../src/models/offline/intent.ts";
import { createShopModel } from "../../../../src/models/offline/model.ts";
import { readSituation, type Situation } from "../../../../src/models/offline/situation.ts";
import { toolRegistry } from "../../../../src/tools/index.ts";
import { openShop } from "../../../support/model-servers/fake-shop.ts";
import { readAll, userSays } from "../../../support/model-servers/read.ts";
import { utterances } from "./utterances.ts";

const all = Object.values(tools);
const model = createShopModel({ delayMs: 0, sleep: () => Promise.resolve() });
const situation = readSituation(userSays("…"));

describe("choosing a tool", () => {
  it("calls no tool that is not offered, whatever is said and whatever is offered", async () => {
    const offers = fc.subarray([...all, "credit_scoring"]);
    await fc.assert(
      fc.asyncProperty(offers, fc.constantFrom(...utterances), async (offered, [, said]) => {
        const described = offered.map((name) => ({ type: "function" as const, name, inputSchema: { type: "object" as const } }));
        const { stream } = await model.doStream({ prompt: userSays(said), tools: described });
        for (const part of await readAll(stream)) if (part.type === "tool-call") expect(offered).toContain(part.toolName);
      }),
      { seed: 7, numRuns: 300 },
    );
  });

  it("comes to an end in words after a few steps, whatever is said after whatever", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...utterances), { minLength: 1, maxLength: 6 }), async (said) => {
        const shop = openShop(model, "vi");
        for (const [, words] of said) {
          const { text, calls } = await shop.say(words);
          expect(text.trim()).not.toBe("");
          expect(calls.length).toBeLessThanOrEqual(2);
          expect(text).not.toMatch(/\{\w+\}|undefined|NaN|null/);
        }
      }),
      { seed: 11, numRuns: 150 },
    );
  });

  it("asks of the tools what they take", async () => {
    const shop = openShop(model, "vi");
    for (const [, words] of utterances) {
      const { calls } = await shop.say(words);
      for (const { tool, input } of calls) expect(toolRegistry.get(tool)?.input.parse(input)).toMatchObject(Object(input));
    }
  });

  it("looks at the offering first where that leads to the tool which is wanted", () => {
    const compare: Intent = { kind: "compare", positions: [1, 3], withFocus: false };
    expect(choose(compare, situation, new Set([tools.search, tools.details]))).toEqual({
      kind: "call",
      tool: tools.details,
      input: { position: 1 },
    });
    expect(choose(compare, situation, new Set(all))).toEqual({ kind: "call", tool: tools.compare, input: { positions: [1, 3] } });
  });

  it("says that it cannot where nothing leads there", () => {
    const buy: Intent = { kind: "buy", items: [{ position: 1, quantity: 1 }], confirm: false };
    expect(choose(buy, situation, new Set([tools.search]))).toEqual({ kind: "say", reply: { about: "not_now" } });
  });

  it("repeats earlier constraints when it narrows", () => {
    const searched = { ...situation, understood: { type: "laptop", price_max: 20_000_000 } };
    expect(choose({ kind: "narrow", query: "ASUS" }, searched, new Set(all))).toEqual({
      kind: "call",
      tool: tools.search,
      input: { query: "ASUS", filters: { type: "laptop", price_max: 20_000_000, narrow: true } },
    });
  });

  it("confirms only an order that waits to be paid", () => {
    const confirm: Intent = { kind: "buy", items: [], confirm: true };
    expect(choose(confirm, situation, new Set(all))).toEqual({ kind: "say", reply: { about: "no_order" } });
    const ordered: Situation = { ...situation, order: { kind: "order", trial: false, status: "pending", items: [] } };
    expect(choose(confirm, ordered, new Set(all))).toEqual({
      kind: "call",
      tool: tools.webHook,
      input: { action: "checkout", payload: { items: [], confirm: true } },
    });
  });
});
