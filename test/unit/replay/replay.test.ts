import { APICallError } from "@ai-sdk/provider";
import { describe, expect, it } from "vitest";
import { restingTools } from "../../../src/agents/index.ts";
import { silence } from "../../../src/replay/replay-ports.ts";
import { replayConversation } from "../../../src/replay/index.ts";
import { calls, callStep, finishes, says, wordStep } from "../../support/model-parts.ts";
import { RecordedConversation } from "../../support/recorded-conversation.ts";
import { breaking, describe as describeTools, smallSaying, step, tool, type Script } from "../../support/replay-script.ts";

const found = { output: { count: 2 }, newState: "browsing", shown: ["A", "B"] };
const search = tool("search_offerings", async () => found);
const inert = tool("search_offerings", () => Promise.reject(new Error("A replay runs no tool.")));
const shop = { tools: new Map([["search_offerings", inert]]), describeTools };

async function replayed(conversation: RecordedConversation) {
  return replayConversation(await conversation.export(), shop);
}

const talk: Script = {
  steps: [step(...callStep(calls("search_offerings", { query: "laptop" }))), step(...wordStep("Có", " hai", " cái."))],
  tools: [search],
};

describe("a recorded conversation", () => {
  it("of words and tools comes out the same, link by link", async () => {
    const conversation = new RecordedConversation();
    await conversation.say("Cho tôi xem laptop", talk);
    await conversation.say("Cảm ơn", { steps: [step(...wordStep("Dạ."))] });
    const exported = await conversation.export();
    const result = await replayConversation(exported, shop);
    expect(result).toEqual({
      identical: true,
      hash: exported.rows.at(-1)?.hash,
      rows: 5,
      replayed: 2,
      taken: [],
      first: null,
      divergences: [],
    });
  });

  it.each([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10])("that was stopped after %i items", async (stops) => {
    const conversation = new RecordedConversation();
    await conversation.say("Cho tôi xem laptop", { ...talk, stops });
    await conversation.say("Cho tôi xem laptop", talk);
    expect(await replayed(conversation)).toMatchObject({ identical: true, replayed: 2, divergences: [] });
  });

  it.each([4, 6, 8, 9, 10, 11, 12])("whose process died after %i items", async (dies) => {
    const conversation = new RecordedConversation();
    await conversation.say("Cho tôi xem laptop", { ...talk, dies, resumed: [...talk.steps.slice(dies > 5 ? 1 : 0)] });
    expect(await replayed(conversation)).toMatchObject({ identical: true, replayed: 1, divergences: [] });
  });

  it("with another attempt, and other words beside the question", async () => {
    const conversation = new RecordedConversation();
    await conversation.say("Cho tôi xem laptop", talk);
    await conversation.retry({ ...talk, stops: 5 });
    await conversation.retry(talk);
    await conversation.edit("Cho tôi xem RAM", talk);
    await conversation.say("Cái đầu", { steps: [step(...wordStep("Dạ."))] });
    expect(await replayed(conversation)).toMatchObject({ identical: true, replayed: 5, divergences: [] });
  });

  it("that said goodbye, with the small model's words or without", async () => {
    const conversation = new RecordedConversation();
    await conversation.say("tạm biệt", { steps: [], small: smallSaying("Hẹn gặp lại!") });
    await conversation.say("bye", { steps: [], small: smallSaying("") });
    await conversation.say("Cho tôi xem laptop", talk);
    expect(await replayed(conversation)).toMatchObject({ identical: true, replayed: 3, divergences: [] });
  });
});

it("a tool that rested while it was live tells so again, and one that is well by then changes nothing", async () => {
  const conversation = new RecordedConversation();
  let fails = true;
  const broken = tool("search_offerings", async () => {
    if (fails) throw new Error("away");
    return found;
  });
  let now = 0;
  const limits = { failuresToOpen: 1, windowMs: 1000, restMs: 1000 };
  const tools = [...restingTools(new Map([[broken.name, broken]]), { clock: { now: () => now }, log: silence }, limits).values()];
  await conversation.say("Cho tôi xem laptop", { ...talk, tools });
  const rested = await conversation.say("Cho tôi xem laptop", { ...talk, tools });
  now = 1000;
  fails = false;
  const well = await conversation.say("Cho tôi xem laptop", { ...talk, tools });
  expect(rested.events.map(({ kind, data }) => [kind, data["reason"]])).toContainEqual(["tool.blocked", "tool_resting"]);
  expect(well.events.map(({ kind, data }) => [kind, data["succeeded"]])).toContainEqual(["tool.called", true]);
  expect(await replayed(conversation)).toMatchObject({ identical: true, replayed: 3, divergences: [] });
});

describe("a failure", () => {
  const busy = new APICallError({ message: "quota", url: "u", requestBodyValues: {}, statusCode: 429, cause: new Error("deeper") });
  it.each([
    ["thrown before the first word", breaking(busy)],
    ["thrown in mid-answer", breaking(new TypeError("terminated"), ...says("Có").slice(0, 2))],
    ["streamed", step({ type: "error", error: { code: 503, message: "overloaded" } })],
    ["of a stream that broke off", step(...says("Có").slice(0, 2))],
    ["of a filter", step(finishes("content-filter"))],
  ])("%s fails again, with the same apology", async (_, failing) => {
    const conversation = new RecordedConversation();
    const answer = await conversation.say("Cho tôi xem laptop", { steps: [failing] });
    const result = await replayed(conversation);
    expect(result.first).toBeNull();
    expect(result).toMatchObject({ identical: true, replayed: 1, divergences: [] });
    expect(JSON.stringify(answer.recording)).not.toContain("quota");
  });

  it.each([
    ["that failed", tool("search_offerings", () => Promise.reject(new Error("SELECT secret")))],
    ["that took too long", tool("search_offerings", () => new Promise(() => undefined), { timeoutMs: 5 })],
  ])("of a tool %s is told again", async (_, broken) => {
    const conversation = new RecordedConversation();
    const { message } = await conversation.say("Cho tôi xem laptop", { ...talk, tools: [broken] });
    expect(message?.parts.some((part) => part["state"] === "output-error")).toBe(true);
    const timeouts = { ...shop, tools: new Map([["search_offerings", { ...inert, timeoutMs: broken.timeoutMs }]]) };
    expect(await replayConversation(await conversation.export(), timeouts)).toMatchObject({ identical: true, divergences: [] });
  });
});

describe("what no replay explains", () => {
  it("is taken as it is, and the turns around it run again", async () => {
    const conversation = new RecordedConversation();
    await conversation.say("Cho tôi xem laptop", talk);
    conversation.happen("viewing");
    await conversation.say("Cái đầu", { steps: [step(...wordStep("Dạ."))] });
    expect(await replayed(conversation)).toMatchObject({ identical: true, replayed: 2, taken: [], divergences: [] });
  });

  it("is said: turns that were not recorded, or too much for a recording", async () => {
    const unrecorded = new RecordedConversation({ recording: false });
    const { turn } = await unrecorded.say("Cho tôi xem laptop", talk);
    expect(await replayed(unrecorded)).toMatchObject({
      identical: true,
      replayed: 0,
      taken: [{ turn_id: turn?.turnId, reason: "not_recorded" }],
    });

    const long = new RecordedConversation();
    const words = Array.from({ length: 200 }, () => "x".repeat(6000));
    const { turn: truncated } = await long.say("Kể chuyện", { steps: [step(...wordStep(...words))] });
    await long.say("Cho tôi xem laptop", talk);
    expect(await replayed(long)).toMatchObject({
      identical: true,
      replayed: 1,
      taken: [{ turn_id: truncated?.turnId, reason: "truncated" }],
    });
  });
});

describe("an export that was changed", () => {
  it("is told by the row and by what differs in it", async () => {
    const conversation = new RecordedConversation();
    await conversation.say("Cho tôi xem laptop", talk);
    const exported = await conversation.export();
    const answer = exported.rows.at(-1);
    if (!answer?.message) throw new Error("There is no answer.");
    answer.message.content = "Có ba cái.";
    const { identical, first } = await replayConversation(exported, shop);
    expect(identical).toBe(false);
    expect(first).toMatchObject({
      seq: answer.seq,
      differences: [{ path: "message.content", recorded: '"Có ba cái."', replayed: '"Có hai cái."' }],
    });
  });

  it("is told by its links, where a row has gone", async () => {
    const conversation = new RecordedConversation();
    conversation.happen("viewing");
    conversation.happen("browsing");
    const exported = await conversation.export();
    exported.rows.splice(1, 1);
    expect(await replayConversation(exported, shop)).toMatchObject({ identical: false, first: { differences: [{ path: "hash" }] } });
  });
});

describe("code that has changed", () => {
  it("asks the model something else: that is told, with the turn and the call", async () => {
    const conversation = new RecordedConversation();
    const { turn } = await conversation.say("Cho tôi xem laptop", talk);
    const exported = await conversation.export();
    exported.conversation.bot.instructions = "You repair.";
    const { divergences, identical } = await replayConversation(exported, shop);
    expect(identical).toBe(true);
    expect(divergences).toMatchObject([
      { turnId: turn?.turnId, what: "model call 1" },
      { turnId: turn?.turnId, what: "model call 2" },
    ]);
  });

  it("has lost a tool: its call is blocked, and the difference is told", async () => {
    const conversation = new RecordedConversation();
    await conversation.say("Cho tôi xem laptop", talk);
    const { identical, first, divergences } = await replayConversation(await conversation.export(), { ...shop, tools: new Map() });
    expect(identical).toBe(false);
    expect(first?.differences.length).toBeGreaterThan(0);
    expect(divergences.map(({ what }) => what)).toContain("tool calls");
  });
});
