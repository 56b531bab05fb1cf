/**
 * A model that asks for every tool in every state runs only those that the state offers.
 *
 * It walks the presets and flows that nobody has checked, strict and not; its tools are by every name that it asks for, and propose whatever
 * comes. Each move is judged by the flow's words alone, without the machine: what may follow, what must precede, what is offered.
 */
import fc from "fast-check";
import { expect } from "vitest";
import { flowSchema, lifecycleStates, presets, type Flow } from "../../../src/lifecycle/index.ts";
import { FakeLedger } from "../../support/fake-ledger.ts";
import { FakeConversation, nineTools, type Spoken } from "../../support/fake-turn.ts";
import { armedTools, everyName, madeUp, notAllowed, type Run } from "../../support/hostile.ts";
import { calls, finishes, type Part } from "../../support/model-parts.ts";
import { proof } from "../../support/prove.ts";

const states = lifecycleStates.filter((name) => name !== "handover");
const noStepLeft = { error: "No step is left to run a tool in.", code: "no_step_left" };

/** A tenant's flow as nobody should write it. */
const anyFlow: fc.Arbitrary<Flow> = fc
  .record({
    strict: fc.boolean(),
    from_anywhere: fc.uniqueArray(fc.constantFrom(...lifecycleStates), { maxLength: 4 }),
    must_precede: fc.dictionary(fc.constantFrom(...states), fc.uniqueArray(fc.constantFrom(...states), { maxLength: 2 }), { maxKeys: 3 }),
    redirects: fc.constantFrom({}, { searching: "browsing" }, { nowhere: "viewing" }),
    states: fc.record(
      Object.fromEntries(
        lifecycleStates.map((name) => [
          name,
          fc.record({
            label: fc.constant({ vi: "…", en: "…" }),
            tools: fc.uniqueArray(fc.constantFrom(...everyName), { maxLength: 5 }),
            next: fc.uniqueArray(fc.constantFrom(...lifecycleStates), { maxLength: 5 }),
            restarts: fc.integer({ min: 0, max: 4 }).map((one) => one === 0),
          }),
        ]),
      ),
    ),
  })
  .map((given) => flowSchema.parse({ name: "any", version: 1, industry: "retail", ...given }));
const someFlow = fc.oneof(fc.constantFrom(...presets.values()), anyFlow);

const proposal = fc.oneof(
  // Nothing runs in handover, so nothing leads out of it: rarely.
  { weight: 40, arbitrary: fc.constantFrom(...states) },
  { weight: 1, arbitrary: fc.constant("handover") },
  { weight: 10, arbitrary: fc.constantFrom("nowhere", "__proto__", "constructor", undefined) },
);
const call = fc.record({
  tool: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom("search_offerings", "get_offering_details", "compare_offerings", "trigger_web_hook") },
    { weight: 2, arbitrary: fc.constantFrom<string>(...nineTools) },
    { weight: 1, arbitrary: fc.constantFrom(...madeUp) },
  ),
  input: fc.constantFrom("{}", '{"action":"checkout"}', "", "{}", "{oops", "null"),
  id: fc.constantFrom("call_0", "call_1", "call_2", ""),
});
const ending = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom("tool-calls", "stop") },
  { weight: 1, arbitrary: fc.constantFrom("length", "content-filter", "error") },
);
const step = fc
  .record({ made: fc.array(call, { minLength: 1, maxLength: 4 }), end: ending })
  .map(({ made, end }): Part[] => [...made.map(({ tool, input, id }) => calls(tool, input, id)), finishes(end)]);
const walk = fc.record({
  flow: someFlow,
  start: fc.constantFrom(...lifecycleStates),
  turns: fc.array(fc.array(step, { minLength: 8, maxLength: 8 }), { minLength: 4, maxLength: 6 }),
  proposals: fc.array(proposal, { minLength: 5, maxLength: 40 }),
});

const own = <Value>(record: Readonly<Record<string, Value>>, name: string) => (Object.hasOwn(record, name) ? record[name] : undefined);
const offers = (flow: Flow, state: string, tool: string) => own(flow.states, state)?.tools.includes(tool) ?? false;

/** Where the customer's journey is, by the flow's words alone. */
class Journey {
  readonly #flow: Flow;
  state: string;
  #visited: Set<string>;

  constructor(flow: Flow, state: string) {
    this.#flow = flow;
    this.state = state;
    this.#visited = new Set([flow.initial, state]);
  }

  /** The client is told that it moves on; what the flow has against it. */
  move(from: string, to: string): string[] {
    const { strict, from_anywhere, states: known, initial, must_precede } = this.#flow;
    const restarts = own(known, from)?.restarts === true && to === initial;
    const follows = !strict || from_anywhere.includes(to) || own(known, from)?.next.includes(to) === true || restarts;
    // Behind a restart comes the step for which the journey began anew.
    const missing = restarts ? [] : (own(must_precede, to) ?? []).filter((needed) => !this.#visited.has(needed));
    const complaints = [
      ...(from === this.state ? [] : [`${from} is not where it was: ${this.state}`]),
      ...(Object.hasOwn(known, to) ? [] : [`${to} is no state`]),
      ...(follows ? [] : [`${to} may not follow ${from}`]),
      ...missing.map((needed) => `${to} needs ${needed} first`),
    ];
    if (to === initial) this.#visited.clear();
    this.#visited.add(to);
    this.state = to;
    return complaints;
  }

  follow({ chunks }: Spoken): string[] {
    return chunks.flatMap((chunk) => (chunk.type === "data-state" ? this.move(chunk.data.from, chunk.data.to) : []));
  }
}

proof(10, "Tools are gated by the state, whatever the model asks for and the tools propose", async ({ size, seed, figures }) => {
  const counts = { walks: 0, steps: 0, ran: 0, blocked: 0, moves: 0, ungated: 0 };
  const offered = new Set<string>();
  const refused = new Set<string>();
  await fc.assert(
    fc.asyncProperty(walk, async ({ flow, start, turns, proposals }) => {
      const runs: Run[] = [];
      let proposed = 0;
      const tools = armedTools(runs, () => {
        const newState = proposals[proposed++ % proposals.length];
        return { output: {}, ...(newState === undefined ? {} : { newState }) };
      });
      const ledger = new FakeLedger();
      const conversation = new FakeConversation({ tools, flow, state: start, ledger });
      const journey = new Journey(flow, start);
      for (const script of turns) {
        const ranBefore = runs.length;
        const askedBefore = ledger.asked.length;
        const spoken = await conversation.say("…", script);
        const ran = runs.slice(ranBefore);
        counts.ungated += ran.filter(({ tool, state }) => !offers(flow, state, tool)).length;
        for (const { tool, state } of ran) offered.add(`${state} ${tool}`);
        const called = spoken.view.events.filter(({ kind }) => kind === "tool.called");
        for (const { data } of called) expect(offers(flow, String(data["state"]), String(data["tool"]))).toBe(true);
        // The same write again within one message is answered from the ledger, without running.
        const answered = ledger.asked.slice(askedBefore).filter(({ kind }) => kind === "done");
        expect(called.length).toBe(ran.length + answered.length);
        const told = spoken.chunks.flatMap((chunk) => (chunk.type === "data-tool-blocked" ? [chunk.data] : []));
        for (const { tool, state, tool_call_id: toolCallId } of told) {
          const output = spoken.answer.parts.find((part) => part["toolCallId"] === toolCallId)?.["output"];
          expect(output).toEqual(offers(flow, state, tool) ? noStepLeft : notAllowed(state));
          refused.add(`${state} ${tool}`);
        }
        expect(journey.follow(spoken)).toEqual([]);
        expect(journey.state).toBe(conversation.record.state);
        counts.steps += spoken.modelCalls.length;
        counts.ran += ran.length;
        counts.blocked += told.length;
        counts.moves += spoken.chunks.filter(({ type }) => type === "data-state").length;
      }
      expect(counts.ungated).toBe(0);
      counts.walks += 1;
    }),
    { seed, numRuns: size({ ci: 1500, full: 10_000 }) },
  );
  figures["walks"] = counts.walks;
  figures["model calls"] = counts.steps;
  figures["tools run"] = counts.ran;
  figures["calls blocked"] = counts.blocked;
  figures["moves"] = counts.moves;
  figures["pairs of state and tool that ran"] = offered.size;
  figures["pairs of state and tool that were refused"] = refused.size;
  figures["ungated effects"] = counts.ungated;
  // What is not asked for is not gated either: nearly every tool was, in nearly every state.
  expect(refused.size).toBeGreaterThan(states.length * nineTools.length * 0.8);
  expect(counts.ran).toBeGreaterThan(counts.walks);
});
