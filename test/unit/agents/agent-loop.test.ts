import { describe, expect, it } from "vitest";
import { phrases } from "../../../src/agents/index.ts";
import { EdgewiseError } from "../../../src/platform/errors.ts";
import { FakeLedger } from "../../support/fake-ledger.ts";
import { fakeTool, FakeConversation, toolMap, type Spoken, type Step } from "../../support/fake-turn.ts";
import { calls, callStep, finishes, says, wordStep, type Part } from "../../support/model-parts.ts";

const search = fakeTool("search_offerings", async () => ({ output: { count: 2 }, newState: "browsing", shown: ["A", "B"] }));
const details = fakeTool("get_offering_details", async () => ({ output: { offering: "B" }, newState: "viewing", focus: "B" }));
const tools = toolMap(search, details, fakeTool("compare_offerings"), fakeTool("trigger_web_hook"));

const offeredTo = (spoken: Spoken) => spoken.modelCalls.map((call) => call.tools?.map(({ name }) => name).toSorted());
const said = (spoken: Spoken) => spoken.answer.content;
const status = (spoken: Spoken) => spoken.answer.metadata["status"];

describe("steps", () => {
  it("choose their tools anew from the state after each call", async () => {
    const spoken = await new FakeConversation({ tools }).say("laptop, cái thứ 2", [
      callStep(calls("search_offerings")),
      callStep(calls("get_offering_details")),
      wordStep("Đây ạ."),
    ]);
    expect(offeredTo(spoken)).toEqual([
      ["compare_offerings", "get_offering_details", "search_offerings"],
      ["get_offering_details", "search_offerings", "trigger_web_hook"],
      ["compare_offerings", "get_offering_details", "search_offerings", "trigger_web_hook"],
    ]);
    expect(spoken.modelCalls.map((call) => call.toolChoice)).toEqual(Array(3).fill({ type: "auto" }));
    expect(spoken.view).toMatchObject({
      position: { state: "viewing", visited: ["idle", "browsing", "viewing"] },
      shown: ["A", "B"],
      focus: "B",
    });
  });

  it("give the model what the steps before have said and found, and the state as it is now", async () => {
    const { modelCalls } = await new FakeConversation({ tools }).say("laptop", [
      [...says("Để mình tìm."), ...callStep(calls("search_offerings", { query: "laptop" }))],
      wordStep("Có 2 mẫu."),
    ]);
    const [system, ...rest] = modelCalls[1]?.prompt ?? [];
    expect(system?.content).toContain(
      "State: browsing (Đang xem danh mục)\nTools now: search_offerings, get_offering_details, trigger_web_hook",
    );
    expect(rest.slice(-2)).toEqual([
      {
        role: "assistant",
        content: [
          { type: "text", text: "Để mình tìm." },
          { type: "tool-call", toolCallId: "call-search_offerings", toolName: "search_offerings", input: { query: "laptop" } },
        ],
      },
      {
        role: "tool",
        content: [
          {
            type: "tool-result",
            toolCallId: "call-search_offerings",
            toolName: "search_offerings",
            output: { type: "json", value: { count: 2 } },
          },
        ],
      },
    ]);
  });

  it("sum their usage", async () => {
    const { view } = await new FakeConversation({ tools }).say("laptop", [
      [calls("search_offerings"), finishes("tool-calls", { input: 100, output: 7 })],
      [...says("Đây."), finishes("stop", { input: 150, output: 3 })],
    ]);
    expect(view.usage).toEqual({ inputTokens: 250, outputTokens: 10, reasoningTokens: 2, cachedInputTokens: 4, steps: 2, costUsd: null });
  });

  it("whose provider counts its calls from 0 each time are kept apart, and so are their effects", async () => {
    const keys: string[] = [];
    const order = fakeTool("search_offerings", async (input, { idempotencyKey }) => {
      keys.push(idempotencyKey);
      return { output: { input: JSON.stringify(input) } };
    });
    const spoken = await new FakeConversation({ tools: toolMap(order) }).say("hai cái", [
      callStep(calls("search_offerings", { n: 1 }, "call_0")),
      callStep(calls("search_offerings", { n: 2 }, "call_0")),
      wordStep("Xong."),
    ]);
    expect(new Set(keys).size).toBe(2);
    expect(spoken.answer.parts.filter(({ type }) => type === "tool-search_offerings")).toMatchObject([
      { input: { n: 1 }, output: { input: '{"n":1}' } },
      { input: { n: 2 }, output: { input: '{"n":2}' } },
    ]);
  });
});

describe("the last step", () => {
  const eight = (last: Step): Step[] => [...Array.from({ length: 7 }, (_, at) => callStep(calls("search_offerings", {}, `c${at}`))), last];

  it("is offered no tools", async () => {
    const spoken = await new FakeConversation({ tools }).say("…", eight(wordStep("Thôi vậy.")));
    expect(offeredTo(spoken).at(-1)).toBeUndefined();
    expect(spoken.modelCalls.at(-1)?.toolChoice).toBeUndefined();
    expect(said(spoken)).toBe("Thôi vậy.");
  });

  it("runs none, whatever the model asks for, and the customer hears a word", async () => {
    let ran = 0;
    const counted = fakeTool("search_offerings", async () => ({ output: { ran: ++ran } }));
    const spoken = await new FakeConversation({ tools: toolMap(counted) }).say("…", eight(callStep(calls("search_offerings", {}, "c8"))));
    expect(ran).toBe(7);
    expect(spoken.modelCalls).toHaveLength(8);
    expect(spoken.view.events.filter(({ kind }) => kind === "tool.blocked")).toMatchObject([
      { data: { tool: "search_offerings", tool_call_id: "c8", reason: "no_step_left" } },
    ]);
    expect(said(spoken)).toBe(phrases.empty.vi);
    expect(status(spoken)).toBe("complete");
  });
});

describe("a model that has nothing to say", () => {
  const speechless: [string, Part[], string][] = [
    ["an empty answer", [finishes("stop")], phrases.empty.vi],
    ["blanks", [...says(" ", "\n"), finishes("stop")], phrases.empty.vi],
    ["thoughts only", [{ type: "reasoning-delta", id: "0", delta: "hmm" }, finishes("stop")], phrases.empty.vi],
    ["a cut before the first word", [finishes("length")], phrases.empty.vi],
    ["some other end", [finishes("other")], phrases.empty.vi],
    ["a refusal", [finishes("content-filter")], phrases.refused.vi],
  ];
  it.each(speechless)("%s: the customer is told a sentence of ours", async (_, parts, sentence) => {
    const spoken = await new FakeConversation({ tools }).say("…", [parts]);
    expect(said(spoken).trim()).toBe(sentence);
    expect(status(spoken)).toBe("complete");
  });

  it("speaks the customer's language", async () => {
    expect(said(await new FakeConversation({ language: "en" }).say("…", [[finishes("stop")]]))).toBe(phrases.empty.en);
  });

  it("is not interrupted by us when its words were cut or refused in the middle", async () => {
    for (const reason of ["length", "content-filter"] as const) {
      const spoken = await new FakeConversation({ tools }).say("…", [[...says("Laptop này"), finishes(reason)]]);
      expect(said(spoken)).toBe("Laptop này");
    }
  });
});

describe("calls in an answer that did not end well", () => {
  const endings: [string, Part[]][] = [
    ["cut at its length", [finishes("length")]],
    ["refused", [finishes("content-filter")]],
    ["ended for another reason", [finishes("other")]],
    ["ended by an error", [finishes("error")]],
    ["interrupted", [finishes("interrupted")]],
    ["broken off", []],
    ["with an error in its midst", [{ type: "error", error: new Error("boom") }, finishes("tool-calls")]],
  ];
  it.each(endings)("%s: are not run", async (_, ending) => {
    let ran = 0;
    const counted = fakeTool("search_offerings", async () => ({ output: { ran: ++ran } }));
    const half: Part[] = [
      { type: "tool-input-start", id: "a", toolName: "search_offerings" },
      { type: "tool-input-delta", id: "a", delta: '{"query":"lap' },
    ];
    const spoken = await new FakeConversation({ tools: toolMap(counted) }).say("…", [
      [calls("search_offerings", {}, "b"), ...half, ...ending],
    ]);
    expect(ran).toBe(0);
    expect(spoken.modelCalls).toHaveLength(1);
    expect(spoken.answer.parts.find(({ toolCallId }) => toolCallId === "a")).toEqual({
      type: "tool-search_offerings",
      toolCallId: "a",
      state: "output-error",
      input: '{"query":"lap',
      errorText: phrases.toolCut.vi,
    });
  });
});

describe("a model that fails", () => {
  const failures: [string, Part[]][] = [
    ["an error in mid-stream", [...says("Laptop"), { type: "error", error: { message: "quota" } }, finishes("error")]],
    ["no end at all", says("Laptop")],
    ["an end that says interrupted", [...says("Laptop"), finishes("interrupted")]],
    ["an end that says error", [...says("Laptop"), finishes("error")]],
  ];
  it.each(failures)("%s: a typed error that a retry may mend, and what was said is kept", async (_, parts) => {
    const spoken = await new FakeConversation({ tools }).say("…", [parts]);
    expect(spoken.error).toBeInstanceOf(EdgewiseError);
    expect(spoken.error).toMatchObject({ code: "model_failed", retryable: true });
    expect(said(spoken)).toBe("Laptop");
    expect(status(spoken)).toBe("failed");
    expect(spoken.view.usage.steps).toBe(1);
  });

  it("keeps the provider's error as the cause", async () => {
    const cause = new Error("quota");
    const { error } = await new FakeConversation({ tools }).say("…", [[{ type: "error", error: cause }]]);
    expect(error).toMatchObject({ cause });
  });

  it("by throwing, at once or in the middle, throws through", async () => {
    const dead = new EdgewiseError("rate_limited", "Too many.");
    const atOnce = await new FakeConversation({ tools }).say("…", [
      () => {
        throw dead;
      },
    ]);
    const inTheMiddle = await new FakeConversation({ tools }).say("…", [
      async function* () {
        yield* says("Lap").slice(0, 2);
        throw dead;
      },
    ]);
    expect([atOnce.error, inTheMiddle.error]).toEqual([dead, dead]);
    expect([said(atOnce), said(inTheMiddle)]).toEqual(["", "Lap"]);
    expect(inTheMiddle.answer.parts[1]).toMatchObject({ type: "text", state: "done" });
    expect([atOnce.view.usage.steps, inTheMiddle.view.usage.steps]).toEqual([1, 1]);
  });
});

describe("a fenced fork", () => {
  const order = fakeTool("trigger_web_hook", () => Promise.reject(new Error("A fork changes nothing.")), {
    effect: "write",
    rehearse: async () => ({ output: { status: "pending" }, newState: "purchasing" }),
  });

  it("walks the journey and changes nothing", async () => {
    const conversation = new FakeConversation({ tools: toolMap(search, order), state: "viewing", fenced: true });
    const spoken = await conversation.say("mua", [callStep(calls("trigger_web_hook")), wordStep("Đã thử.")]);
    expect(spoken.answer.parts).toContainEqual(
      expect.objectContaining({ output: { status: "pending", dry_run: true, note: phrases.dryRun.vi } }),
    );
    expect(conversation.record.state).toBe("purchasing");
    expect(conversation.log.lines).toEqual([]);
  });
});

describe("a stop", () => {
  /** Words, and then silence until the call is aborted. */
  const hangs: Step = async function* ({ abortSignal }) {
    yield* says("Để mình").slice(0, 2);
    abortSignal?.throwIfAborted();
    await new Promise((_, reject) => abortSignal?.addEventListener("abort", () => reject(abortSignal.reason)));
  };

  it("in mid-sentence keeps what was said, and the model is told", async () => {
    const spoken = await new FakeConversation({ tools }).say("…", [hangs], { after: ({ chunk }) => chunk.type === "text-delta" });
    expect(spoken.modelCalls[0]?.abortSignal?.aborted).toBe(true);
    expect(said(spoken)).toBe("Để mình");
    expect(status(spoken)).toBe("stopped");
    expect(spoken.chunks.at(-1)).toEqual({ type: "abort", reason: "stopped" });
  });

  it("before the calls are run: none is", async () => {
    let ran = 0;
    const counted = fakeTool("search_offerings", async () => ({ output: { ran: ++ran } }));
    const spoken = await new FakeConversation({ tools: toolMap(counted) }).say("…", [callStep(calls("search_offerings"))], {
      after: ({ chunk }) => chunk.type === "tool-input-available",
    });
    expect(ran).toBe(0);
    expect(spoken.answer.parts.at(-1)).toMatchObject({ state: "output-error", errorText: phrases.toolCut.vi });
  });

  it("in the midst of a tool that does not listen ends the turn, and nothing more happens", async () => {
    const by = new AbortController();
    let paid = false;
    const deaf = fakeTool("search_offerings", () => (by.abort(new Error("stopped")), new Promise(() => undefined)));
    const pay = fakeTool("trigger_web_hook", async () => ((paid = true), { output: {} }), { effect: "write" });
    const spoken = await new FakeConversation({ tools: toolMap(deaf, pay), state: "viewing" }).say(
      "…",
      [callStep(calls("search_offerings"), calls("trigger_web_hook"))],
      { by },
    );
    expect(paid).toBe(false);
    expect(status(spoken)).toBe("stopped");
    expect(spoken.modelCalls).toHaveLength(1);
    expect(spoken.answer.parts.slice(1)).toMatchObject(Array(2).fill({ state: "output-error", errorText: phrases.toolCut.vi }));
  });

  it("in the midst of a write leaves it as begun: another attempt asks, and does not repeat it", async () => {
    const by = new AbortController();
    const ledger = new FakeLedger();
    let sent = 0;
    const deaf = fakeTool("trigger_web_hook", () => (sent++, by.abort(new Error("stopped")), new Promise(() => undefined)), {
      effect: "write",
      inquire: async () => ({ output: { reference: "DH-1" } }),
    });
    const conversation = new FakeConversation({ tools: toolMap(deaf), state: "viewing", ledger });
    const script = [callStep(calls("trigger_web_hook")), wordStep("Xong.")];
    const stopped = await conversation.say("mua", script, { by });
    expect(status(stopped)).toBe("stopped");
    expect(stopped.answer.parts.at(-1)).toMatchObject({ state: "output-error", errorText: phrases.toolCut.vi });
    const again = await conversation.takeUp(stopped.items.slice(0, 1), script);
    expect(again.answer.parts).toContainEqual(expect.objectContaining({ output: { reference: "DH-1" } }));
    expect(sent).toBe(1);
  });

  it("between two effects: the second one never happens", async () => {
    const done: unknown[] = [];
    const pay = fakeTool("trigger_web_hook", async (input) => (done.push(input), { output: { ok: true } }), { effect: "write" });
    await new FakeConversation({ tools: toolMap(pay), state: "viewing" }).say(
      "…",
      [callStep(calls("trigger_web_hook", { n: 1 }, "a"), calls("trigger_web_hook", { n: 2 }, "b"))],
      { after: ({ chunk }) => chunk.type === "tool-output-available" },
    );
    expect(done).toEqual([{ n: 1 }]);
  });
});
