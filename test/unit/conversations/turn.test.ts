import { describe, expect, it } from "vitest";
import { phrases } from "../../../src/agents/index.ts";
import { MockLanguageModelV4 } from "ai/test";
import { fakeTool, FakeConversation, smallSaying, toolMap, type Spoken } from "../../support/fake-turn.ts";
import { calls, callStep, finishes, says, wordStep } from "../../support/model-parts.ts";
import { asJson, sdkMessage } from "../../support/sdk-message.ts";

const tools = toolMap(
  fakeTool("search_offerings", async () => ({ output: { count: 2 }, newState: "browsing", shown: ["A", "B"] })),
  fakeTool("get_offering_details", async () => ({ output: { code: "B" }, newState: "viewing", focus: "B" })),
  fakeTool("compare_offerings", async () => ({ output: { rows: [] }, newState: "comparing" })),
  fakeTool("trigger_web_hook", async () => ({ output: { status: "pending" }, newState: "purchasing" }), { effect: "write" }),
);
const types = (spoken: Spoken) => spoken.chunks.map(({ type }) => type);
const words = ["text-start", "text-delta", "text-end"];

describe("a reply, from its first to its last chunk", () => {
  it("tells everything in its order", async () => {
    const conversation = new FakeConversation({ tools });
    const spoken = await conversation.say("Cho tôi xem laptop", [
      [{ type: "reasoning-delta", id: "r", delta: "Tìm." }, ...callStep(calls("search_offerings", { query: "laptop" }))],
      wordStep("Có 2 mẫu."),
    ]);
    const first = ["start-step", "reasoning-start", "reasoning-delta", "reasoning-end"];
    const called = ["tool-input-available", "tool-output-available", "data-state", "finish-step"];
    expect(types(spoken)).toEqual(["start", ...first, ...called, "start-step", ...words, "finish-step", "finish"]);
    const { turnId } = spoken.view;
    expect(spoken.chunks[0]).toMatchObject({ type: "start", messageId: spoken.answer.id, messageMetadata: { turn_id: turnId } });
    expect(spoken.chunks).toContainEqual({
      type: "data-state",
      data: { from: "idle", to: "browsing", reason: "tool:search_offerings", turn_id: turnId },
    });
    expect(spoken.chunks.at(-1)).toEqual({
      type: "finish",
      finishReason: "stop",
      messageMetadata: {
        turn_id: turnId,
        status: "complete",
        state: "browsing",
        usage: { input_tokens: 20, output_tokens: 10, reasoning_tokens: 2, cached_input_tokens: 4, steps: 2, cost_usd: null },
        created_at: expect.any(String),
      },
    });
  });

  it("is for the SDK's client the message that is stored", async () => {
    const { chunks, answer } = await new FakeConversation({ tools }).say("laptop", [
      callStep(calls("search_offerings"), calls("made_up"), calls("get_offering_details", "{oops")),
      wordStep("Có 2 mẫu."),
    ]);
    const { id, parts, metadata } = await sdkMessage(chunks);
    expect({ id, parts: asJson(parts), metadata }).toEqual({
      id: answer.id,
      parts: answer.parts,
      metadata: { ...answer.metadata, read: true },
    });
  });

  it("walks the golden retail journey through exactly its states", async () => {
    const conversation = new FakeConversation({ tools });
    const states = [conversation.record.state];
    for (const [text, tool] of [
      ["Cho tôi xem laptop", "search_offerings"],
      ["Cái thứ 2", "get_offering_details"],
      ["So sánh với cái 4", "compare_offerings"],
      ["Mua cái đầu", "trigger_web_hook"],
    ] as const) {
      await conversation.say(text, [callStep(calls(tool)), wordStep("Đây ạ.")]);
      states.push(conversation.record.state);
    }
    expect(states).toEqual(["idle", "browsing", "viewing", "comparing", "purchasing"]);
    expect(conversation.record).toMatchObject({ shown: ["A", "B"], focus: "B" });
  });

  it("shows the model the greeting, every turn before and the question last", async () => {
    const conversation = new FakeConversation({ tools });
    await conversation.say("laptop", [callStep(calls("search_offerings")), wordStep("Có 2 mẫu.")]);
    const { modelCalls } = await conversation.say("Cái thứ 2", [wordStep("Đây ạ.")]);
    expect(modelCalls[0]?.prompt.map(({ role }) => role)).toEqual([
      "system",
      "assistant",
      "user",
      "assistant",
      "tool",
      "assistant",
      "user",
    ]);
    expect(modelCalls[0]?.prompt.at(-1)).toEqual({ role: "user", content: [{ type: "text", text: "Cái thứ 2" }] });
  });
});

describe("the context of a reply", () => {
  const systemOf = async (conversation: FakeConversation) => {
    const { modelCalls, answer } = await conversation.say("laptop", [wordStep("Dạ.")]);
    expect(answer).toMatchObject({ content: "Dạ.", metadata: { status: "complete" } });
    return String(modelCalls[0]?.prompt[0]?.content);
  };

  it("is the customer's name and the skill where they are known", async () => {
    const context = { user: { name: "Lan" }, skill: { name: "Trade-in", instructions: "Value it." } };
    const system = await systemOf(new FakeConversation({ context }));
    expect(system).toContain("The customer's name is Lan.");
    expect(system).toContain("Skill: Trade-in\nValue it.");
  });

  it.each([
    { user: null, skill: null },
    { user: { name: null }, skill: null },
  ])("goes on without %j", async (context) => {
    expect(await systemOf(new FakeConversation({ context }))).not.toMatch(/customer's name|Skill:/);
  });

  it("says the language, and the state by its name in that language", async () => {
    const system = await systemOf(new FakeConversation({ language: "en", state: "handover" }));
    expect(system).toContain("Answer in English");
    expect(system).toContain("Language: en\nState: handover (With our staff)\nTools now: none");
  });
});

describe("a goodbye", () => {
  it("is answered by the small model alone and closes the conversation", async () => {
    const conversation = new FakeConversation({ tools, state: "viewing", smallModel: () => smallSaying("Hẹn gặp lại bạn!") });
    const spoken = await conversation.say("Tạm biệt shop nhé", []);
    expect(spoken.modelCalls).toEqual([]);
    expect(types(spoken)).toEqual(["start", "start-step", ...words, "data-state", "finish-step", "finish"]);
    expect(spoken.answer).toMatchObject({ content: "Hẹn gặp lại bạn!", metadata: { status: "complete", state: "closed" } });
    expect(conversation.record.state).toBe("closed");
    expect(conversation.record.endedAt).not.toBeNull();
    expect(spoken.view.events[0]).toMatchObject({ kind: "state.changed", data: { from: "viewing", to: "closed", reason: "farewell" } });
  });

  it("is answered in our words when the small model fails", async () => {
    const smallModel = () => new MockLanguageModelV4({ doGenerate: () => Promise.reject(new Error("down")) });
    const spoken = await new FakeConversation({ smallModel, language: "en" }).say("bye", []);
    expect(spoken.answer).toMatchObject({ content: phrases.farewell.en, metadata: { state: "closed" } });
  });

  it("to a closed conversation opens it and closes it again", async () => {
    const conversation = new FakeConversation({ state: "closed" });
    const spoken = await conversation.say("bye", []);
    const moves = spoken.chunks.flatMap((chunk) => (chunk.type === "data-state" ? [[chunk.data.from, chunk.data.to]] : []));
    expect(moves).toEqual([
      ["closed", "idle"],
      ["idle", "closed"],
    ]);
    expect(conversation.record.state).toBe("closed");
  });
});

describe("a message to a closed conversation", () => {
  it("opens it again at the beginning, with its history, before the model is asked", async () => {
    const conversation = new FakeConversation({ tools });
    await conversation.say("laptop", [callStep(calls("search_offerings")), wordStep("Có 2 mẫu.")]);
    await conversation.say("bye", []);
    const spoken = await conversation.say("Cho tôi xem lại laptop", [callStep(calls("search_offerings")), wordStep("Đây ạ.")]);
    expect(types(spoken).slice(0, 3)).toEqual(["start", "data-state", "start-step"]);
    expect(spoken.chunks[1]).toMatchObject({ data: { from: "closed", to: "idle", reason: "reopened" } });
    expect(JSON.stringify(spoken.modelCalls[0]?.prompt)).toContain("Có 2 mẫu.");
    expect(conversation.record).toMatchObject({ state: "browsing", visited: ["idle", "browsing"], endedAt: null });
  });
});

describe("another attempt", () => {
  const told = (spoken: Spoken) => spoken.chunks.flatMap((chunk) => (chunk.type === "data-state" ? [chunk.data] : []));

  it("begins where the question was asked, and both the client and the log hear it first", async () => {
    const conversation = new FakeConversation({ tools, state: "purchasing" });
    const from = { state: "browsing", visited: ["idle", "browsing"] };
    const spoken = await conversation.say("Cái thứ 2", [callStep(calls("get_offering_details")), wordStep("Đây ạ.")], { from });
    expect(types(spoken).slice(0, 3)).toEqual(["start", "data-state", "start-step"]);
    const move = { from: "purchasing", to: "browsing", reason: "retry" };
    expect(spoken.chunks[1]).toEqual({ type: "data-state", data: { ...move, turn_id: spoken.view.turnId } });
    expect(spoken.view.events[0]).toMatchObject({
      kind: "state.changed",
      seq: spoken.items[1]?.seq,
      data: { ...move, visited: from.visited },
    });
    expect(String(spoken.modelCalls[0]?.prompt[0]?.content)).toContain("State: browsing");
    expect(conversation.record).toMatchObject({ state: "viewing", visited: ["idle", "browsing", "viewing"] });
  });

  it("stays where it began when it leads nowhere", async () => {
    const conversation = new FakeConversation({ tools, state: "purchasing" });
    await conversation.say("…", [wordStep("Dạ.")], { from: { state: "viewing", visited: ["idle", "viewing"] } });
    expect(conversation.record).toMatchObject({ state: "viewing", visited: ["idle", "viewing"] });
  });

  it("of a goodbye says goodbye to the conversation that was still open", async () => {
    const conversation = new FakeConversation({ tools, state: "closed" });
    const spoken = await conversation.say("bye", [], { from: { state: "viewing", visited: ["idle", "viewing"] } });
    expect(told(spoken)).toMatchObject([
      { from: "closed", to: "viewing", reason: "retry" },
      { from: "viewing", to: "closed", reason: "farewell" },
    ]);
  });

  it("at a question that was asked of a closed conversation opens it again", async () => {
    const conversation = new FakeConversation({ tools, state: "browsing" });
    const spoken = await conversation.say("laptop", [wordStep("Dạ.")], { from: { state: "closed", visited: ["idle", "closed"] } });
    expect(told(spoken)).toMatchObject([
      { from: "browsing", to: "closed", reason: "retry" },
      { from: "closed", to: "idle", reason: "reopened" },
    ]);
    expect(conversation.record).toMatchObject({ state: "idle", visited: ["idle"], endedAt: null });
  });

  it("that begins where the conversation stands has nothing to tell of it", async () => {
    const conversation = new FakeConversation({ tools, state: "viewing" });
    const spoken = await conversation.say("…", [wordStep("Dạ.")], { from: { state: "viewing", visited: ["idle", "viewing"] } });
    expect(types(spoken)).toEqual(["start", "start-step", ...words, "finish-step", "finish"]);
  });
});

describe("a journey that has ended", () => {
  it("starts again with the next search, in two steps that the client is told of", async () => {
    const conversation = new FakeConversation({ tools, state: "completed" });
    const spoken = await conversation.say("Cho xem điện thoại", [callStep(calls("search_offerings")), wordStep("Đây ạ.")]);
    const moves = spoken.chunks.flatMap((chunk) =>
      chunk.type === "data-state" ? [[chunk.data.from, chunk.data.to, chunk.data.reason]] : [],
    );
    expect(moves).toEqual([
      ["completed", "idle", "restart"],
      ["idle", "browsing", "tool:search_offerings"],
    ]);
    expect(conversation.record.visited).toEqual(["idle", "browsing"]);
  });
});

describe("a turn that fails", () => {
  it("keeps what was said and what was found, tells the customer in our words, and the next one goes on", async () => {
    const conversation = new FakeConversation({ tools });
    const spoken = await conversation.say("laptop", [
      callStep(calls("search_offerings")),
      [...says("Có 2").slice(0, 2), { type: "error", error: new Error("quota of key AIza…") }],
    ]);
    expect(types(spoken).slice(-4)).toEqual(["finish-step", "data-state", "error", "finish"]);
    expect(JSON.stringify(spoken.chunks)).not.toContain("AIza");
    expect(spoken.answer).toMatchObject({ content: "Có 2", metadata: { status: "failed", state: "error" } });
    const next = await conversation.say("laptop", [wordStep("Có 2 mẫu.")]);
    expect(next.modelCalls[0]?.prompt.map(({ role }) => role)).toEqual([
      "system",
      "assistant",
      "user",
      "assistant",
      "tool",
      "assistant",
      "user",
    ]);
    expect(next.answer.metadata["status"]).toBe("complete");
  });

  it("in the middle of a word closes the word", async () => {
    const spoken = await new FakeConversation().say("…", [
      async function* () {
        yield* says("Có").slice(0, 2);
        throw new Error("the line is dead");
      },
    ]);
    expect(types(spoken)).toEqual(["start", "start-step", ...words, "finish-step", "data-state", "error", "finish"]);
  });

  it("before the first word is still an answer of its own, which says how it ended", async () => {
    const spoken = await new FakeConversation().say("…", [[finishes("error")]]);
    expect(spoken.answer).toMatchObject({ content: "", metadata: { status: "failed" } });
    expect(types(spoken).at(-1)).toBe("finish");
  });
});
