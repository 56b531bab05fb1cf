import { generateText, isStepCount, streamText, tool } from "ai";
import type { LanguageModelV4Prompt } from "@ai-sdk/provider";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { createShopModel } from "../../../../src/models/offline/model.ts";
import { sleep } from "../../../../src/platform/sleep.ts";
import { readAll, searchTool, userSays } from "../../../support/model-servers/read.ts";

const model = createShopModel({ delayMs: 0, sleep: () => Promise.reject(new Error("must not wait")) });
const found = { offerings: [{ position: 1, code: "A1", name: "Alfa Breeze", price: 15_490_000, stock: 3, attributes: {} }], total: 1 };

describe("the offline model as a LanguageModelV4", () => {
  it("streams a call with its input, and finishes for tools", async () => {
    const parts = await readAll((await model.doStream({ prompt: userSays("Cho tôi xem laptop"), tools: [searchTool] })).stream);
    const id = expect.stringMatching(/^call_[0-9a-f]{16}$/);
    const input = '{"query":"laptop"}';
    expect(parts).toEqual([
      { type: "stream-start", warnings: [] },
      { type: "response-metadata", id: expect.stringMatching(/^offline_/), modelId: "shop" },
      { type: "tool-input-start", id, toolName: "search_offerings" },
      { type: "tool-input-delta", id, delta: input },
      { type: "tool-input-end", id },
      { type: "tool-call", toolCallId: id, toolName: "search_offerings", input },
      { type: "finish", finishReason: { unified: "tool-calls", raw: "tool_calls" }, usage: expect.anything() },
    ]);
  });

  it("streams words one by one, and counts what it read and said", async () => {
    const parts = await readAll((await model.doStream({ prompt: userSays("xin chào") })).stream);
    const deltas = parts.flatMap((part) => (part.type === "text-delta" ? [part.delta] : []));
    expect(deltas.length).toBeGreaterThan(5);
    for (const delta of deltas) expect(delta).toMatch(/^\S+\s*$/);
    expect(parts.map((part) => part.type).filter((type) => type !== "text-delta")).toEqual([
      "stream-start",
      "response-metadata",
      "text-start",
      "text-end",
      "finish",
    ]);
    expect(parts.at(-1)).toMatchObject({
      finishReason: { unified: "stop" },
      usage: { inputTokens: { total: expect.any(Number) }, outputTokens: { total: Math.ceil(deltas.join("").length / 4) } },
    });
  });

  it("waits before each word, as long as it is told", async () => {
    const waits: number[] = [];
    const paced = createShopModel({ delayMs: 20, sleep: async (ms) => void waits.push(ms) });
    const parts = await readAll((await paced.doStream({ prompt: userSays("xin chào") })).stream);
    expect(waits).toEqual(parts.filter((part) => part.type === "text-delta").map(() => 20));
  });

  it("says nothing more once it is aborted, not even the word that it was waiting with", async () => {
    const turn = new AbortController();
    const slow = createShopModel({ delayMs: 3_600_000, sleep: (ms, signal) => (turn.abort(new Error("stopped")), sleep(ms, signal)) });
    const said: string[] = [];
    const reading = (async () => {
      const { stream } = await slow.doStream({ prompt: userSays("xin chào"), abortSignal: turn.signal });
      for await (const part of stream) said.push(part.type);
    })();
    await expect(reading).rejects.toThrow("stopped");
    expect(said).toEqual(["stream-start", "response-metadata", "text-start"]);
  });

  it("calls nothing when tools are forbidden, and only the tool that is demanded", async () => {
    const answer = async (toolChoice: { type: "none" } | { type: "tool"; toolName: string }) =>
      model.doGenerate({ prompt: userSays("Cho tôi xem laptop"), tools: [searchTool], toolChoice });
    expect((await answer({ type: "none" })).content.map((part) => part.type)).toEqual(["text"]);
    expect((await answer({ type: "tool", toolName: "else" })).content.map((part) => part.type)).toEqual(["text"]);
    expect((await answer({ type: "tool", toolName: "search_offerings" })).content.map((part) => part.type)).toEqual(["tool-call"]);
  });

  it("gives every step of a turn its own call id, and the same one to the same prompt", async () => {
    const idOf = async (prompt: LanguageModelV4Prompt) =>
      (await model.doGenerate({ prompt, tools: [searchTool] })).content.flatMap((part) =>
        part.type === "tool-call" ? [part.toolCallId] : [],
      )[0];
    const once = userSays("Cho tôi xem laptop");
    const twice = [...once, ...once];
    expect(await idOf(once)).toBe(await idOf(once));
    expect(await idOf(twice)).not.toBe(await idOf(once));
  });

  it.each([
    { task: "greeting", language: "vi", says: /chào/i },
    { task: "greeting", language: "en", says: /hello|hi|welcome/i },
    { task: "farewell", language: "vi", says: /cảm ơn|trò chuyện|chào/i },
    { task: "farewell", language: "en", says: /thank|pleasure|goodbye/i },
  ])("finds a $task in $language, varied by its seed", async ({ task, language, says }) => {
    const words = async (seed: number) => {
      const system = `You sell laptops.\n\nTask: ${task}\nBe brief.\nLanguage: ${language}\nSeed: ${seed}`;
      const { text } = await generateText({ model, system, prompt: "…" });
      expect(text).toMatch(says);
      return text;
    };
    const said = await Promise.all([0, 1, 2].map(words));
    expect(new Set(said).size).toBe(3);
    expect(await words(1)).toBe(said[1]);
  });
});

describe("the offline model under the AI SDK", () => {
  it("goes through streamText's own tool loop to an answer", async () => {
    const asked: unknown[] = [];
    const result = streamText({
      model,
      system: "You sell laptops.\nLanguage: en",
      prompt: "Show me laptops under 20 million",
      stopWhen: isStepCount(5),
      tools: {
        search_offerings: tool({
          inputSchema: z.object({ query: z.string() }),
          execute: async (input) => {
            asked.push(input);
            return found;
          },
        }),
      },
    });
    const types = (await readAll(result.fullStream)).map((part) => part.type);
    expect(asked).toEqual([{ query: "laptops under 20 million" }]);
    expect(await result.text).toContain("Alfa Breeze, 15,490,000 VND");
    expect(await result.finishReason).toBe("stop");
    expect(types).toContain("tool-result");
    expect(types).not.toContain("error");
    expect((await result.usage).outputTokens).toBeGreaterThan(0);
  });
});
