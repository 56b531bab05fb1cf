import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { phrases } from "../../../src/agents/index.ts";
import { endingOf } from "../../../src/transcript/replay-chunks.ts";
import { fakeTool, FakeConversation, toolMap, type FakeSettings, type Spoken, type Step } from "../../support/fake-turn.ts";
import { calls, finishes, says, wordStep, type Part } from "../../support/model-parts.ts";

const tools = toolMap(fakeTool("search_offerings", async () => ({ output: { count: 2 } })));
const searching = (tokens: { input?: number; output?: number } = {}): Part[] => [calls("search_offerings"), finishes("tool-calls", tokens)];
const price = { input: 100, output: 400, cached: 0 };

const speak = (settings: FakeSettings, steps: Step[]) => new FakeConversation({ tools, ...settings }).say("…", steps);
const ending = ({ answer, chunks, view, error }: Spoken) => ({
  error,
  status: answer.metadata["status"],
  said: answer.content,
  finish: chunks.at(-1),
  data: answer.parts.find(({ type }) => type === "data-budget")?.["data"],
  steps: view.usage.steps,
});
const endedBy = (budget: string, limit: number, said: string) => ({
  error: undefined,
  status: "complete",
  said,
  finish: { type: "finish", finishReason: "length" },
  data: { budget, limit, turn_id: expect.any(String) },
});

afterEach(() => void vi.useRealTimers());

describe("the end of a budget is complete, kind and named", () => {
  it("tokens: no step begins any more", async () => {
    const spoken = await speak({ budget: { tokens: 100 } }, [
      searching({ input: 60, output: 10 }),
      searching({ input: 80, output: 1 }),
      wordStep("…"),
    ]);
    expect(ending(spoken)).toMatchObject({ ...endedBy("tokens", 100, phrases.outOfBudget.vi), steps: 2 });
  });

  it("tokens: a model that does not stop is stopped, by an estimate of four characters a token", async () => {
    let heard = 0;
    const endless: Step = async function* () {
      for (; heard < 10_000; heard++) yield { type: "text-delta", id: "0", delta: "abcd" };
    };
    const spoken = await speak({ budget: { tokens: 50 }, language: "en" }, [endless]);
    expect(heard).toBeLessThanOrEqual(51);
    expect(ending(spoken)).toMatchObject({ status: "complete", data: { budget: "tokens" } });
    expect(spoken.answer.content.endsWith(phrases.outOfBudget.en)).toBe(true);
    expect(spoken.view.usage).toMatchObject({ steps: 1, outputTokens: 51 });
    expect(spoken.view.usage.inputTokens).toBeGreaterThan(0);
  });

  it("money: by the price of the model", async () => {
    const settings = { budget: { money: 0.0145 }, modelPrice: price };
    const spoken = await speak(settings, [searching({ input: 100, output: 10 }), searching({ input: 10, output: 0 }), wordStep("…")]);
    expect(ending(spoken)).toMatchObject({ ...endedBy("money", 0.0145, phrases.outOfBudget.vi), steps: 2 });
    expect(spoken.view.usage.costUsd).toBeCloseTo(0.0138 + 0.0008, 10);
  });

  it("money: where the price is not known nothing is counted, and the log says so", async () => {
    const conversation = new FakeConversation({ tools, budget: { money: 0.000001 } });
    const spoken = await conversation.say("…", [searching(), wordStep("Có 2 mẫu.")]);
    expect(ending(spoken)).toMatchObject({ status: "complete", said: "Có 2 mẫu.", data: undefined });
    expect(spoken.view.usage.costUsd).toBeNull();
    expect(conversation.log.lines).toMatchObject([{ level: "warn", event: "budget.price_unknown" }]);
  });

  it("steps: the last one is asked for words, and where it has none ours are said", async () => {
    const inTime = await speak({ budget: { steps: 2 } }, [searching(), wordStep("Có 2 mẫu.")]);
    expect(ending(inTime)).toMatchObject({ said: "Có 2 mẫu.", finish: { finishReason: "stop" }, data: undefined });
    expect(inTime.modelCalls[1]?.tools).toBeUndefined();
    const speechless = await speak({ budget: { steps: 2 } }, [searching(), searching()]);
    expect(ending(speechless)).toMatchObject({ ...endedBy("steps", 2, phrases.outOfBudget.vi), steps: 2 });
  });

  it("seconds: between two steps", async () => {
    // Each item takes a second of the fake clock.
    const spoken = await speak({ budget: { seconds: 3 } }, [searching(), wordStep("…")]);
    expect(ending(spoken)).toMatchObject({ ...endedBy("seconds", 3, phrases.outOfTime.vi), steps: 1 });
  });

  it("is told the same to who reads the stored answer", async () => {
    const spoken = await speak({ budget: { steps: 1 } }, [searching()]);
    expect(ending(spoken).finish).toMatchObject({ finishReason: "length" });
    expect(endingOf(spoken.answer)).toEqual([spoken.chunks.at(-1)]);
  });

  it("is the same after a resume: what was used before counts", async () => {
    const conversation = new FakeConversation({ tools, budget: { tokens: 100 } });
    const steps = [searching({ input: 60, output: 10 }), searching({ input: 80, output: 1 }), wordStep("…")];
    const first = await conversation.say("…", steps, { dies: 5 });
    expect(first.items[4]?.chunk.type).toBe("finish-step");
    const taken = await conversation.takeUp(first.items.slice(0, 5), steps);
    expect(ending(taken)).toMatchObject({ ...endedBy("tokens", 100, phrases.outOfBudget.vi), steps: 2 });
  });
});

describe("seconds, while a model speaks", () => {
  beforeEach(() => void vi.useFakeTimers());

  const hanging: Step = async function* ({ abortSignal }) {
    yield* says("Để mình").slice(0, 2);
    await new Promise((_, reject) => abortSignal?.addEventListener("abort", () => reject(abortSignal.reason)));
  };

  it("cut it off, and what it has said is kept", async () => {
    // The fake clock stands at three items by then.
    const turn = speak({ budget: { seconds: 3 } }, [hanging]);
    await vi.advanceTimersByTimeAsync(3000);
    const spoken = await turn;
    expect(ending(spoken)).toMatchObject({ status: "complete", error: undefined, data: { budget: "seconds", limit: 3 } });
    expect(spoken.answer.content).toBe(`Để mình\n\n${phrases.outOfTime.vi}`);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("do not hide a stop", async () => {
    const by = new AbortController();
    const turn = new FakeConversation({ tools, budget: { seconds: 3 } }).say("…", [hanging], { by });
    await vi.advanceTimersByTimeAsync(10);
    by.abort(new Error("stopped"));
    const spoken = await turn;
    expect(ending(spoken)).toMatchObject({ status: "stopped", said: "Để mình", data: undefined });
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("usage", () => {
  it("of a call whose stream throws is guessed: it was paid for all the same", async () => {
    const spoken = await speak({ modelPrice: price }, [
      async function* () {
        yield* says("abcdefgh").slice(0, 2);
        throw new Error("the line is dead");
      },
    ]);
    expect(spoken.answer.metadata["status"]).toBe("failed");
    expect(spoken.view.usage).toMatchObject({ steps: 1, outputTokens: 2 });
    expect(spoken.view.usage.costUsd).toBeGreaterThan(0);
  });
});
