import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { EdgewiseError } from "../../../src/platform/errors.ts";
import { FakeConversation, type Step } from "../../support/fake-turn.ts";
import { finishes, says } from "../../support/model-parts.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const until = (signal: AbortSignal | undefined) =>
  new Promise<never>((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

describe("a model that falls silent", () => {
  const silent: [string, Step, string][] = [
    ["before its first word", ({ abortSignal }) => ({ [Symbol.asyncIterator]: () => ({ next: () => until(abortSignal) }) }), ""],
    [
      "in mid-sentence",
      async function* ({ abortSignal }) {
        yield* says("Có").slice(0, 2);
        await until(abortSignal);
      },
      "Có",
    ],
  ];
  const patience = [60_000, 1200];
  const patiently = silent.flatMap((one) => patience.map((modelSilenceMs) => [...one, modelSilenceMs] as const));
  it.each(patiently)("%s is given up: the turn fails, typed, and keeps what was said", async (_, step, said, modelSilenceMs) => {
    let ended = false;
    const turn = new FakeConversation({ modelSilenceMs }).say("…", [step]).finally(() => (ended = true));
    await vi.advanceTimersByTimeAsync(modelSilenceMs - 1);
    expect(ended).toBe(false);
    await vi.advanceTimersByTimeAsync(modelSilenceMs / 6);
    const { error, answer } = await turn;
    expect(error).toBeInstanceOf(EdgewiseError);
    expect(error).toMatchObject({ code: "model_failed", retryable: true });
    expect(answer).toMatchObject({ content: said, metadata: { status: "failed" } });
    expect(vi.getTimerCount()).toBe(0);
  });

  it("for less than a minute at a time is waited for", async () => {
    const slow: Step = async function* ({ abortSignal }) {
      for (const part of [...says("Có", " 2", " mẫu."), finishes()]) {
        await Promise.race([sleep(59_000), until(abortSignal)]);
        yield part;
      }
    };
    const turn = new FakeConversation().say("…", [slow]);
    await vi.advanceTimersByTimeAsync(6 * 59_000);
    expect((await turn).answer).toMatchObject({ content: "Có 2 mẫu.", metadata: { status: "complete" } });
    expect(vi.getTimerCount()).toBe(0);
  });
});
