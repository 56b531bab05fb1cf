import { MockLanguageModelV4 } from "ai/test";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { composeFarewell, composeGreeting, phrases } from "../../../src/agents/index.ts";
import { fakeBot, keptLog, smallSaying } from "../../support/fake-turn.ts";

const bot = { ...fakeBot(), instructions: "You sell laptops." };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("greeting and farewell", () => {
  it("are the small model's words, trimmed", async () => {
    const ports = { model: () => smallSaying("  Chào bạn!\n"), random: () => 0.5, log: keptLog() };
    expect(await composeGreeting(bot, "vi", ports)).toBe("Chào bạn!");
    expect(await composeFarewell(bot, "vi", "bye", ports)).toBe("Chào bạn!");
    expect(ports.log.lines).toEqual([]);
  });

  it("are asked for in the persona's voice, the customer's language and with their last words", async () => {
    const model = new MockLanguageModelV4();
    await composeFarewell(bot, "en", "bye & thanks", { model: () => model, random: () => 0.25, log: keptLog() });
    const [system, user] = model.doGenerateCalls[0]?.prompt ?? [];
    expect(system?.content).toContain("You sell laptops.\n\nTask: farewell");
    expect(system?.content).toContain("Their last words: bye & thanks\nLanguage: en\nSeed: 250");
    expect(user).toEqual({ role: "user", content: [{ type: "text", text: "bye & thanks" }] });
  });

  const failing: [string, () => MockLanguageModelV4][] = [
    ["throws", () => new MockLanguageModelV4({ doGenerate: () => Promise.reject(new Error("down")) })],
    [
      "cannot be had",
      () => {
        throw new Error("no key");
      },
    ],
  ];
  it.each(failing)("are our own when the model %s, and the log says so", async (_, model) => {
    const log = keptLog();
    expect(await composeGreeting(bot, "en", { model, random: () => 0, log })).toBe(phrases.greeting.en);
    expect(log.lines).toMatchObject([{ level: "warn", event: "greeting.failed" }]);
  });

  it("are our own when the model says nothing", async () => {
    const ports = { model: () => smallSaying(" \n"), random: () => 0, log: keptLog() };
    expect(await composeFarewell(bot, "vi", "bye", ports)).toBe(phrases.farewell.vi);
  });

  it("are our own when the model does not answer in 4 s, even if it ignores its signal", async () => {
    const model = new MockLanguageModelV4({ doGenerate: () => new Promise(() => undefined) });
    const words = composeFarewell(bot, "vi", "bye", { model: () => model, random: () => 0, log: keptLog() });
    await vi.advanceTimersByTimeAsync(4000);
    expect(await words).toBe(phrases.farewell.vi);
    expect(model.doGenerateCalls[0]?.abortSignal?.aborted, "it is told to stop").toBe(true);
  });

  it("leave no timer behind: an object with one cannot be put to sleep", async () => {
    const timeout = vi.spyOn(AbortSignal, "timeout");
    await composeGreeting(bot, "vi", { model: () => smallSaying("Chào bạn!"), random: () => 0, log: keptLog() });
    expect(vi.getTimerCount()).toBe(0);
    expect(timeout).not.toHaveBeenCalled();
  });

  it("are no longer asked for once the turn has been stopped", async () => {
    const model = new MockLanguageModelV4({
      doGenerate: ({ abortSignal }) => new Promise((_, reject) => abortSignal?.addEventListener("abort", () => reject(abortSignal.reason))),
    });
    const stop = new AbortController();
    const words = composeFarewell(bot, "vi", "bye", { model: () => model, random: () => 0, log: keptLog(), signal: stop.signal });
    stop.abort(new Error("stopped"));
    expect(await words).toBe(phrases.farewell.vi);
  });
});
