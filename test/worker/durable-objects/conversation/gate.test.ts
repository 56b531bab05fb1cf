/** What the gate decides is logged with its reason; a customer's short word moves the state, and does nothing (contracts.md §2). */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { presets, retailFlow } from "../../../../src/lifecycle/index.ts";
import { open, owner, value } from "../../support/conversation.ts";
import { callTool, setScript, speak } from "../../support/scripted-model.ts";
import { followed, keysOfEffects } from "../../support/worker.ts";

type Opened = ReturnType<typeof open>;
type Call = [tool: string, input: object];

beforeEach(() => setScript(() => speak("Vâng ạ.")));
afterEach(() => void (followed.flow = retailFlow));

async function begun(): Promise<Opened> {
  const conversation = open();
  await conversation.start();
  return conversation;
}

/** A turn in which the model makes these calls, each in a step of its own. Gives what its log holds besides `turn.ended`. */
async function turn({ port, address, send }: Opened, words: string, calls: Call[] = []) {
  const { lastSeq } = await value(port.read(address, owner));
  let step = 0;
  setScript(() => {
    const call = calls[step++];
    return call ? callTool(call[0], call[1], `call-${step}`) : speak("Vâng ạ.");
  });
  await value(port.sendAndWait(send(words)));
  const { rows } = await value(port.exportRows(address, owner, lastSeq));
  return rows.flatMap(({ events }) => events).flatMap(({ kind, data }) => (kind === "turn.ended" ? [] : [{ kind, ...data }]));
}

const finds: Call = ["search_offerings", { query: "x" }];
const orders: Call = ["trigger_web_hook", { action: "order" }];

describe("the log says why", () => {
  it("a tool has run, failed, or never ran, and a state has changed or stayed", async () => {
    const conversation = await begun();
    const happened = await turn(conversation, "một", [
      finds,
      ["search_offerings", { query: 7 }],
      ["search_offerings", { query: "broken" }],
      ["search_offerings", { query: "which?" }],
      ["compare_offerings", {}],
      ["fly", {}],
      orders,
      // From purchasing no search leads on.
      finds,
    ]);
    expect(happened).toMatchObject([
      { kind: "tool.called", tool: "search_offerings", succeeded: true, state: "idle" },
      { kind: "state.changed", from: "idle", to: "browsing", reason: "tool:search_offerings" },
      { kind: "tool.blocked", tool: "search_offerings", state: "browsing", reason: "malformed_arguments" },
      { kind: "tool.called", succeeded: false, reason: "failed" },
      { kind: "tool.called", succeeded: false, asks: ["query"] },
      { kind: "tool.blocked", tool: "compare_offerings", state: "browsing", reason: "tool_not_allowed" },
      { kind: "tool.blocked", tool: "fly", state: "browsing", reason: "tool_not_allowed" },
      // The eighth step is the turn's last: whatever it calls is not run.
      { kind: "tool.called", tool: "trigger_web_hook", succeeded: true },
      { kind: "state.changed", to: "purchasing", reason: "tool:trigger_web_hook" },
      { kind: "tool.blocked", tool: "search_offerings", reason: "no_step_left" },
    ]);
    expect(await turn(conversation, "hai", [finds])).toMatchObject([
      { kind: "tool.called", succeeded: true },
      {
        kind: "state.refused",
        from: "purchasing",
        to: "browsing",
        proposed_by: "tool:search_offerings",
        reason: "browsing may not follow purchasing in the flow retail.",
      },
    ]);
  });
});

describe("a short word", () => {
  it("of assent to an order leads to purchasing before the model is asked, and places none", async () => {
    const conversation = await begun();
    await turn(conversation, "một", [finds]);
    const before = keysOfEffects.length;
    expect(await turn(conversation, "chốt đơn nhé")).toMatchObject([
      { kind: "state.changed", from: "browsing", to: "purchasing", reason: "intent:confirm" },
    ]);
    expect(keysOfEffects.length).toBe(before);
  });

  it("that calls an order off leads to idle, where no order can be placed", async () => {
    const conversation = await begun();
    await turn(conversation, "một", [finds, orders]);
    const before = keysOfEffects.length;
    expect(await turn(conversation, "thôi không mua nữa", [orders])).toMatchObject([
      { kind: "state.changed", from: "purchasing", to: "idle", reason: "intent:cancel" },
      { kind: "tool.blocked", tool: "trigger_web_hook", state: "idle", reason: "tool_not_allowed" },
    ]);
    expect(keysOfEffects.length).toBe(before);
  });

  it.each([
    ["where the flow does not allow it is nobody's proposal", "chốt đơn"],
    ["that asks changes nothing", "huỷ được không?"],
    ["that denies changes nothing", "đừng huỷ"],
    ["of mere assent changes nothing", "ok"],
  ])("%s", async (_what, words) => {
    const conversation = await begun();
    expect(await turn(conversation, words)).toEqual([]);
  });

  it("does not get around what must come first", async () => {
    const finance = presets.get("finance");
    if (!finance) throw new Error("There is no preset finance.");
    followed.flow = finance;
    const conversation = await begun();
    await turn(conversation, "một", [finds]);
    expect(await turn(conversation, "chốt đơn")).toEqual([]);
  });

  it("answers what was asked first, where it was asked", async () => {
    const conversation = await begun();
    await turn(conversation, "một", [finds, ["search_offerings", { query: "which?" }]]);
    expect(await turn(conversation, "thôi không mua nữa")).toMatchObject([
      { from: "waiting_input", to: "browsing", reason: "answered" },
      { from: "browsing", to: "idle", reason: "intent:cancel" },
    ]);
  });

  it("says nothing in a flow without intents", async () => {
    const { intents: _, ...plain } = retailFlow;
    followed.flow = plain;
    const conversation = await begun();
    await turn(conversation, "một", [finds]);
    expect(await turn(conversation, "chốt đơn")).toEqual([]);
  });
});
