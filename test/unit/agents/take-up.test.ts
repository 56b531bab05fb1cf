/** A turn whose process died is taken up where its log ends: nothing twice, nothing lost (architecture, law 6). */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { Tool } from "../../../src/tools/contract.ts";
import type { LoggedItem } from "../../../src/transcript/index.ts";
import { FakeLedger } from "../../support/fake-ledger.ts";
import { fakeTool, FakeConversation, toolMap, type Spoken } from "../../support/fake-turn.ts";
import { calls, finishes, says, wordStep, type Part } from "../../support/model-parts.ts";

/** What has happened beyond the wire, by idempotency key. */
class World {
  readonly effects: string[] = [];
  readonly tools: ReadonlyMap<string, Tool>;

  constructor() {
    const order = async (_: unknown, { idempotencyKey: key }: { idempotencyKey: string }) => ({
      output: { reference: key },
      newState: "purchasing",
    });
    this.tools = toolMap(
      fakeTool(
        "search_offerings",
        async (input) => ({ output: { found: JSON.stringify(input) }, newState: "browsing", shown: ["A", "B"] }),
        {
          input: z.object({ n: z.number() }),
        },
      ),
      fakeTool("get_offering_details", async () => ({ output: { code: "B" }, newState: "viewing", focus: "B" })),
      fakeTool("trigger_web_hook", async (input, context) => (this.effects.push(context.idempotencyKey), order(input, context)), {
        effect: "write",
        inquire: async (input, context) => (this.effects.includes(context.idempotencyKey) ? order(input, context) : null),
      }),
    );
  }
}

/** Every place at which a log may be cut: before any step, at the end of one, or once a model call has told its usage. */
function soundCuts(items: readonly LoggedItem[], told: number): number[] {
  const cuts: number[] = [];
  let isKnown = true;
  for (const [index, { chunk, usage }] of items.slice(0, told).entries()) {
    if (chunk.type === "start-step") isKnown = false;
    if (usage !== undefined || chunk.type === "finish-step") isKnown = true;
    if (isKnown) cuts.push(index + 1);
  }
  return cuts;
}

const call = fc.record({
  tool: fc.constantFrom("search_offerings", "get_offering_details", "trigger_web_hook", "compare_offerings"),
  input: fc.constantFrom('{"n":1}', '{"n": 2}', "", "{oops"),
  id: fc.constantFrom("call_0", "call_1"),
});
const step = fc
  .record({ made: fc.array(call, { minLength: 1, maxLength: 3 }), words: fc.boolean() })
  .map(({ made, words }): Part[] => [
    ...(words ? says("Để mình", " xem.") : []),
    ...made.map(({ tool, input, id }) => calls(tool, input, id)),
    finishes("tool-calls"),
  ]);
const turn = fc.record({
  state: fc.constantFrom("idle", "browsing", "viewing", "closed"),
  steps: fc.array(step, { minLength: 1, maxLength: 4 }),
  from: fc.option(fc.constant({ state: "viewing", visited: ["idle", "viewing"] }), { nil: undefined }),
});
const scriptOf = ({ steps }: { steps: Part[][] }): Part[][] => [...steps, wordStep("Xong", " rồi.")];

/** A conversation, its world and its ledger, none of which a process takes with it when it dies. */
function begin(state: string, ledger = new FakeLedger()) {
  const world = new World();
  return { world, ledger, conversation: new FakeConversation({ tools: world.tools, state, ledger }) };
}

const essence = ({ answer, view }: Spoken) => ({
  parts: answer.parts,
  position: view.position,
  shown: view.shown,
  focus: view.focus,
  usage: view.usage,
  events: view.events.map(({ kind, data }) => ({ kind, ...data, duration_ms: null })),
});

describe("a turn that is taken up", () => {
  it("wherever its log was cut, becomes the answer that it would have been, and no effect happens twice", async () => {
    let cuts = 0;
    await fc.assert(
      fc.asyncProperty(turn, async ({ state, from, ...rest }) => {
        const script = scriptOf(rest);
        const attempt = from ? { from } : {};
        const undisturbed = begin(state);
        const whole = await undisturbed.conversation.say("…", script, attempt);
        for (const cut of soundCuts(whole.items, whole.told)) {
          const { world, conversation } = begin(state);
          const first = await conversation.say("…", script, { ...attempt, dies: cut });
          const taken = await conversation.takeUp(first.items.slice(0, cut), script, attempt);
          expect(essence(taken)).toEqual(essence(whole));
          expect(world.effects).toEqual(undisturbed.world.effects);
          expect(taken.chunks.filter(({ type }) => type === "start")).toHaveLength(1);
          cuts++;
        }
      }),
      { numRuns: 40 },
    );
    expect(cuts).toBeGreaterThan(50);
  });

  it("after a death between an effect and its note, asks what came of it and tells that", async () => {
    let deaths = 0;
    await fc.assert(
      fc.asyncProperty(turn, fc.nat({ max: 3 }), async ({ state, ...rest }, nth) => {
        const script = scriptOf(rest);
        const undisturbed = begin(state);
        const whole = await undisturbed.conversation.say("…", script);
        const { world, ledger, conversation } = begin(state);
        const end = ledger.end.bind(ledger);
        let left = nth;
        ledger.end = (key, result) => {
          if (left-- === 0) throw new Error("the process died");
          end(key, result);
        };
        const first = await conversation.say("…", script);
        if (first.error === undefined) return;
        const kept = soundCuts(first.items, first.told).at(-1) ?? 0;
        const taken = await conversation.takeUp(first.items.slice(0, kept), script);
        expect(world.effects).toEqual(undisturbed.world.effects);
        expect(essence(taken)).toEqual(essence(whole));
        deaths++;
      }),
      { numRuns: 150 },
    );
    // How many there are is chance; none at all would be no test.
    expect(deaths).toBeGreaterThan(0);
  });

  it("even from a cut where no log should be cut, is well formed and does nothing twice", async () => {
    await fc.assert(
      fc.asyncProperty(turn, fc.nat(), async ({ state, ...rest }, at) => {
        const script = scriptOf(rest);
        const { told } = await begin(state).conversation.say("…", script);
        const cut = 1 + (at % told);
        const { world, conversation } = begin(state);
        const first = await conversation.say("…", script, { dies: cut });
        const { answer } = await conversation.takeUp(first.items.slice(0, cut), [...script, wordStep("…")]);
        expect(new Set(world.effects).size).toBe(world.effects.length);
        expect(answer.metadata["status"]).toBe("complete");
        for (const part of answer.parts) {
          if (part.type === "text") expect(part["state"]).toBe("done");
          if (part.type.startsWith("tool-")) expect(["output-available", "output-error"]).toContain(part["state"]);
        }
      }),
      { numRuns: 150 },
    );
  });

  it("as often as processes die, gets on", async () => {
    const { world, conversation } = begin("viewing");
    const script = scriptOf({
      steps: [
        [calls("trigger_web_hook", {}), finishes("tool-calls")],
        [calls("search_offerings", { n: 1 }), finishes("tool-calls")],
      ],
    });
    const whole = await begin("viewing").conversation.say("…", script);
    const cuts = soundCuts(whole.items, whole.told);
    let last = await conversation.say("…", script, { dies: 1 });
    for (const [index, cut] of cuts.entries()) {
      const next = cuts[index + 1];
      last = await conversation.takeUp(last.items.slice(0, cut), script, next === undefined ? {} : { dies: next });
    }
    expect(essence(last)).toEqual(essence(whole));
    expect(world.effects).toHaveLength(1);
  });
});

describe("a farewell that is taken up", () => {
  it.each([1, 2, 3, 4, 5, 6, 7])("after %i items is said once, and the conversation is closed", async (cut) => {
    const { conversation } = begin("viewing");
    const first = await conversation.say("Tạm biệt shop nhé", [], { dies: cut });
    // What was said in a broken step is withdrawn, unless the state has followed.
    const kept = cut < 6 ? 1 : cut;
    const taken = await conversation.takeUp(first.items.slice(0, kept), []);
    expect(taken.answer).toMatchObject({ content: "Tạm biệt!", metadata: { status: "complete", state: "closed" } });
    expect(taken.chunks.map(({ type }) => type)).toEqual([
      "start",
      "start-step",
      "text-start",
      "text-delta",
      "text-end",
      "data-state",
      "finish-step",
      "finish",
    ]);
  });
});
