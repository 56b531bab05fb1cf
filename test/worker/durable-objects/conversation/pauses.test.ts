/** A journey stands still: for an answer that the bot has asked for, or because something failed. The next message goes on (docs/decisions/pauses.md). */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { retailFlow } from "../../../../src/lifecycle/index.ts";
import { open, owner, value } from "../../support/conversation.ts";
import { callTool, setScript, speak } from "../../support/scripted-model.ts";
import { followed } from "../../support/worker.ts";

type Opened = ReturnType<typeof open>;
type Call = [tool: string, input: object];

beforeEach(() => setScript(() => speak("Vâng ạ.")));
afterEach(() => void (followed.flow = retailFlow));

async function begun(): Promise<Opened> {
  const conversation = open();
  await conversation.start();
  return conversation;
}

/** A turn in which the model makes these calls, each in a step of its own, and answers. Gives the state behind it, and its steps. */
async function turn({ find, send }: Opened, calls: Call[], input: Parameters<Opened["send"]>[1] = {}): Promise<string> {
  const port = find() as unknown as Opened["port"];
  let step = 0;
  setScript(() => {
    const call = calls[step++];
    return call ? callTool(call[0], call[1], `call-${step}`) : speak("Vâng ạ.");
  });
  return (await value(port.sendAndWait(send("một", input)))).state;
}

const failing = () =>
  setScript(async function* () {
    yield* speak();
    throw new Error("The model is away.");
  });

const asks: Call = ["search_offerings", { query: "which?" }];
const finds: Call = ["search_offerings", { query: "x" }];
const breaks: Call = ["search_offerings", { query: "broken" }];
const blocked: Call = ["compare_offerings", {}];

async function eventsOf({ find, address }: Opened) {
  const port = find() as unknown as Opened["port"];
  return (await value(port.exportRows(address, owner, 0))).rows.flatMap(({ events }) => events);
}

const steps = async (conversation: Opened) =>
  (await eventsOf(conversation)).flatMap(({ kind, data }) =>
    kind === "state.changed" ? [`${String(data["from"])} → ${String(data["to"])}: ${String(data["reason"])}`] : [],
  );

describe("a turn that ends with a tool's question", () => {
  it("waits for the answer, and the answer is met where the question was asked, also after a sleep", async () => {
    const conversation = await begun();
    expect(await turn(conversation, [finds])).toBe("browsing");
    expect(await turn(conversation, [asks])).toBe("waiting_input");
    const { port, address } = conversation;
    expect(await value(port.read(address, owner))).toMatchObject({ state: "waiting_input", pausedFrom: "browsing" });
    await conversation.evict();
    expect(await turn(conversation, [])).toBe("browsing");
    expect(await steps(conversation)).toEqual([
      "idle → browsing: tool:search_offerings",
      "browsing → waiting_input: asked:search_offerings",
      "waiting_input → browsing: answered",
    ]);
  });

  it.each<[string, Call[], string]>([
    ["goes on where something succeeded behind it", [asks, finds], "browsing"],
    ["waits where only a failure came behind it", [finds, asks, breaks], "waiting_input"],
    ["waits where only a call came behind it that was blocked", [asks, blocked], "waiting_input"],
  ])("%s", async (_what, calls, state) => {
    expect(await turn(await begun(), calls)).toBe(state);
  });

  it("does not wait in a flow that knows no such state", async () => {
    const { waiting_input: _, ...states } = retailFlow.states;
    followed.flow = { ...retailFlow, states };
    const conversation = await begun();
    expect(await turn(conversation, [asks])).toBe("idle");
    expect((await eventsOf(conversation)).filter(({ kind }) => kind.startsWith("state."))).toEqual([]);
  });

  it("may be asked again, and is answered by another attempt from where it was asked", async () => {
    const conversation = await begun();
    await turn(conversation, [finds]);
    await turn(conversation, [asks]);
    expect(await turn(conversation, [["trigger_web_hook", { action: "order" }]], { messageId: "answer" })).toBe("purchasing");
    expect(await turn(conversation, [], { messageId: "answer", trigger: "retry", parts: [] })).toBe("browsing");
    expect((await steps(conversation)).slice(-2)).toEqual(["purchasing → waiting_input: retry", "waiting_input → browsing: answered"]);
  });

  it("goes on as it was when staff give it back, and in a fork", async () => {
    const conversation = await begun();
    await turn(conversation, [finds]);
    await turn(conversation, [asks]);
    const { port, address } = conversation;
    await value(port.takeOver(address, owner, null));
    expect(await value(port.giveBack(address, owner))).toMatchObject({ state: "waiting_input", pausedFrom: "browsing" });
    const fork = open();
    await value(fork.port.fork(fork.address, owner, { conversationId: address.conversationId, atMessageId: null }));
    expect(await turn(fork, [])).toBe("browsing");
    expect(await turn(conversation, [])).toBe("browsing");
  });
});

describe("a failure", () => {
  it("of a tool is told to the model, and changes no state", async () => {
    const conversation = await begun();
    await turn(conversation, [finds]);
    expect(await turn(conversation, [breaks, finds])).toBe("browsing");
    expect(await steps(conversation)).toHaveLength(1);
    const called = (await eventsOf(conversation)).filter(({ kind }) => kind === "tool.called").map(({ data }) => data["succeeded"]);
    expect(called).toEqual([true, false, true]);
  });

  it("of the model ends the turn in error, and the next message goes on where it was", async () => {
    const conversation = await begun();
    await turn(conversation, [finds]);
    failing();
    const { port, send, address } = conversation;
    expect((await value(port.sendAndWait(send("hai")))).state).toBe("error");
    expect(await value(port.read(address, owner))).toMatchObject({ state: "error", pausedFrom: "browsing" });
    expect(await turn(conversation, [])).toBe("browsing");
    expect((await steps(conversation)).slice(-2)).toEqual(["browsing → error: turn:failed", "error → browsing: recovered"]);
  });

  it("twice running still knows where it was", async () => {
    const conversation = await begun();
    await turn(conversation, [finds]);
    failing();
    const { port, send } = conversation;
    await value(port.sendAndWait(send("hai")));
    failing();
    await value(port.sendAndWait(send("ba")));
    expect(await turn(conversation, [])).toBe("browsing");
  });

  it("where the flow leads nowhere but to the beginning begins anew", async () => {
    const conversation = await begun();
    await turn(conversation, [finds, ["trigger_web_hook", { action: "order" }]]);
    failing();
    await value(conversation.port.sendAndWait(conversation.send("hai")));
    expect(await turn(conversation, [])).toBe("idle");
    expect((await steps(conversation)).at(-1)).toBe("error → idle: recovered");
  });

  it("that leaves an order open leads nobody straight back to where it could be placed again", async () => {
    const conversation = await begun();
    expect(await turn(conversation, [finds, ["trigger_web_hook", { action: "hang" }]])).toBe("error");
    const { port, address } = conversation;
    expect(await value(port.read(address, owner))).toMatchObject({ state: "error", pausedFrom: "idle" });
    expect(await turn(conversation, [["trigger_web_hook", { action: "order" }]])).toBe("idle");
    const last = (await eventsOf(conversation)).findLast(({ kind }) => kind === "tool.blocked");
    expect(last?.data).toMatchObject({ tool: "trigger_web_hook", state: "idle", reason: "tool_not_allowed" });
  });
});
