import fc from "fast-check";
import { expect, test } from "vitest";
import { retailFlow, type Flow } from "../../../src/lifecycle/index.ts";
import type { ToolResult } from "../../../src/tools/index.ts";
import { replayConversation } from "../../../src/replay/index.ts";
import { calls, finishes, says, wordStep, type Part } from "../../support/model-parts.ts";
import { RecordedConversation } from "../../support/recorded-conversation.ts";
import { breaking, describe as describeTools, smallSaying, step, tool, type Script } from "../../support/replay-script.ts";

const names = ["search_offerings", "get_offering_details", "trigger_web_hook", "no_such_tool"] as const;

/** Tools that answer, refuse, or fail by what they are asked. */
const tools = names.slice(0, 3).map((name) =>
  tool(
    name,
    async (input, { clock }): Promise<ToolResult> => {
      const { way } = input as { way?: string };
      if (way === "fails") throw new Error("It failed.");
      if (way === "refuses") return { output: { error: "No.", code: "not_found" } };
      const newState = name === "search_offerings" ? "browsing" : name === "get_offering_details" ? "viewing" : "purchasing";
      return { output: { name, at: clock.now() }, newState, shown: ["A", "B"], focus: way === "focuses" ? "A" : null };
    },
    name === "trigger_web_hook" ? { effect: "write" } : {},
  ),
);
const shop = {
  tools: new Map(tools.map((one) => [one.name, { ...one, run: () => Promise.reject(new Error("A replay runs no tool.")) }])),
  describeTools,
};

const call = fc
  .record({ name: fc.constantFrom(...names), way: fc.constantFrom("fits", "fails", "refuses", "focuses"), id: fc.constantFrom("1", "2") })
  .map(({ name, way, id }): Part => calls(name, { way }, id));
const words = fc.array(fc.constantFrom("Dạ ", "có ", "hai ", "cái.", ""), { maxLength: 4 });
const modelStep = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(words, fc.array(call, { minLength: 1, maxLength: 3 }))
      .map(([text, made]) => step(...says(...text), ...made, finishes("tool-calls"))),
  },
  { weight: 3, arbitrary: words.map((text) => step(...wordStep(...text))) },
  { weight: 1, arbitrary: words.map((text) => breaking(new TypeError("terminated"), ...says(...text))) },
  { weight: 1, arbitrary: words.map((text) => step(...says(...text), { type: "error", error: { code: 429 } })) },
  { weight: 1, arbitrary: words.map((text) => step(...says(...text))) },
);
const steps = fc.array(modelStep, { minLength: 8, maxLength: 8 });
const cut = fc.option(fc.nat({ max: 30 }), { nil: undefined });
const script = fc
  .record({ steps, stops: cut, dies: cut, resumed: steps, small: fc.constantFrom("Tạm biệt!", "").map(smallSaying) })
  .map(({ stops, dies, ...one }): Script => ({ ...one, tools, ...(stops === undefined ? { dies } : { stops }) }));
/** Conversations that browse have no place in it. */
const { browsing: _browsing, ...others } = retailFlow.states;
const withoutBrowsing: Flow = { ...retailFlow, name: "hasty", states: others };

const move = fc.record({
  kind: fc.constantFrom("say", "say", "say", "retry", "edit", "happen", "move"),
  text: fc.constantFrom("Cho tôi xem laptop", "Show me phones please", "cái đầu", "tạm biệt", "ok"),
  script,
  state: fc.constantFrom("idle", "viewing", "closed"),
  flow: fc.constantFrom(retailFlow, withoutBrowsing, { ...retailFlow, version: 2, strict: false }),
});

test("whatever happens in a conversation, it runs again to the same chain, and asks for nothing that was not recorded", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(move, { minLength: 1, maxLength: 6 }), async (moves) => {
      const conversation = new RecordedConversation();
      let turns = 0;
      for (const { kind, text, script: scripted, state, flow } of moves) {
        if (kind === "happen") conversation.happen(state);
        else if (kind === "move") conversation.moveTo(flow);
        else {
          turns++;
          if (kind === "say" || turns === 1) await conversation.say(text, scripted);
          else if (kind === "retry") await conversation.retry(scripted);
          else await conversation.edit(text, scripted);
        }
      }
      const exported = await conversation.export();
      const result = await replayConversation(exported, shop);
      expect(result.first).toBeNull();
      expect(result).toMatchObject({ identical: true, replayed: turns, taken: [], divergences: [] });
    }),
    { numRuns: 150 },
  );
}, 120_000);
