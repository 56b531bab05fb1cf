import type { LanguageModelV4, LanguageModelV4Prompt } from "@ai-sdk/provider";
import { afterEach, describe, expect, it } from "vitest";
import { classifyEnding, classifyFailure } from "../../../../src/models/errors.ts";
import { createModels } from "../../../../src/models/registry.ts";
import * as openai from "../../../support/model-servers/openai.ts";
import { readAll, searchTool, settingsWith, textOf, userSays } from "../../../support/model-servers/read.ts";
import type { Reply, ScriptedServer } from "../../../support/model-servers/scripted.ts";

const servers: ScriptedServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function ollamaSays(script: Reply[], model = "ollama:gpt-oss"): Promise<{ server: ScriptedServer; model: LanguageModelV4 }> {
  const server = await openai.startOpenAI(script);
  servers.push(server);
  return { server, model: createModels(settingsWith({ OLLAMA_BASE_URL: server.url, GENERATE_MODEL: model })).byRole("generate") };
}

const streamOf = async (model: LanguageModelV4, prompt: LanguageModelV4Prompt) =>
  readAll((await model.doStream({ prompt, tools: [searchTool] })).stream);
const failureOf = (model: LanguageModelV4) => streamOf(model, userSays("hi")).catch((error) => classifyFailure(error, 0));

describe("Ollama on the wire", () => {
  it("streams reasoning, words and usage as parts, and asks for usage and tools in OpenAI's words", async () => {
    const { server, model } = await ollamaSays([
      openai.stream([
        openai.chunk({ reasoning: "They want " }),
        openai.chunk({ reasoning: "laptops." }),
        openai.chunk({ content: "Dạ, " }),
        openai.chunk({ content: "có ạ." }),
        openai.chunk({}, "stop"),
        openai.usageChunk(40, 12),
      ]),
    ]);
    const parts = await streamOf(model, [{ role: "system", content: "You sell laptops." }, ...userSays("Có laptop không?")]);

    expect(parts.map((part) => ("delta" in part ? [part.type, part.delta] : part.type))).toEqual([
      "stream-start",
      "response-metadata",
      "reasoning-start",
      ["reasoning-delta", "They want "],
      ["reasoning-delta", "laptops."],
      "reasoning-end",
      "text-start",
      ["text-delta", "Dạ, "],
      ["text-delta", "có ạ."],
      "text-end",
      "finish",
    ]);
    expect(parts.at(-1)).toMatchObject({
      finishReason: { unified: "stop", raw: "stop" },
      usage: { inputTokens: { total: 40 }, outputTokens: { total: 12 } },
    });
    expect(server.requests[0]?.body).toEqual({
      model: "gpt-oss",
      stream: true,
      stream_options: { include_usage: true },
      messages: [
        { role: "system", content: "You sell laptops." },
        { role: "user", content: "Có laptop không?" },
      ],
      tools: [
        {
          type: "function",
          function: { name: "search_offerings", description: "Search the catalogue.", parameters: searchTool.inputSchema },
        },
      ],
    });
  });

  it("reads a call that comes whole and one that comes in pieces alike, and sends calls and results back", async () => {
    const { server, model } = await ollamaSays([
      openai.stream([
        openai.wholeCall(0, "call_a", "search_offerings", '{"query":"laptop"}'),
        ...openai.callInPieces(1, "call_b", "search_offerings", ['{"que', 'ry":"s', 'sd"}']),
        openai.chunk({}, "tool_calls"),
      ]),
      openai.stream([openai.chunk({ content: "Có ba mẫu." }), openai.chunk({}, "stop")]),
    ]);
    const first = await streamOf(model, userSays("laptop và ssd"));
    expect(first.filter((part) => part.type === "tool-call")).toEqual([
      { type: "tool-call", toolCallId: "call_a", toolName: "search_offerings", input: '{"query":"laptop"}' },
      { type: "tool-call", toolCallId: "call_b", toolName: "search_offerings", input: '{"query":"ssd"}' },
    ]);
    expect(first.flatMap((part) => (part.type === "tool-input-delta" && part.id === "call_b" ? part.delta : []))).toEqual([
      '{"que',
      'ry":"s',
      'sd"}',
    ]);
    expect(first.at(-1)).toMatchObject({ type: "finish", finishReason: { unified: "tool-calls" } });

    const call = (toolCallId: string, query: string) => ({
      type: "tool-call" as const,
      toolCallId,
      toolName: "search_offerings",
      input: { query },
    });
    const result = (toolCallId: string, count: number) => ({
      type: "tool-result" as const,
      toolCallId,
      toolName: "search_offerings",
      output: { type: "json" as const, value: { count } },
    });
    const second = await streamOf(model, [
      ...userSays("laptop và ssd"),
      { role: "assistant", content: [call("call_a", "laptop"), call("call_b", "ssd")] },
      { role: "tool", content: [result("call_a", 3), result("call_b", 0)] },
    ]);
    expect(textOf(second)).toBe("Có ba mẫu.");
    expect(server.requests[1]?.body["messages"]).toEqual([
      { role: "user", content: "laptop và ssd" },
      {
        role: "assistant",
        content: null,
        tool_calls: [
          { id: "call_a", type: "function", function: { name: "search_offerings", arguments: '{"query":"laptop"}' } },
          { id: "call_b", type: "function", function: { name: "search_offerings", arguments: '{"query":"ssd"}' } },
        ],
      },
      { role: "tool", tool_call_id: "call_a", content: '{"count":3}' },
      { role: "tool", tool_call_id: "call_b", content: '{"count":0}' },
    ]);
  });

  it("hands malformed arguments on as they came, for the gate to judge", async () => {
    const { model } = await ollamaSays([
      openai.stream([openai.wholeCall(0, "call_a", "search_offerings", '{"query": "lap'), openai.chunk({}, "tool_calls")]),
    ]);
    const parts = await streamOf(model, userSays("laptop"));
    expect(parts).toContainEqual({ type: "tool-call", toolCallId: "call_a", toolName: "search_offerings", input: '{"query": "lap' });
  });

  it.each([
    {
      what: "a full queue with Retry-After",
      reply: openai.failure(429, "server busy", { headers: { "retry-after": "3" } }),
      failure: { kind: "rate_limited", retryable: true, retryAfterMs: 3000 },
    },
    {
      what: "an empty purse",
      reply: openai.failure(429, "You exceeded your current quota", { type: "insufficient_quota", code: "insufficient_quota" }),
      failure: { kind: "rate_limited", retryable: false },
    },
    { what: "a server that is too busy", reply: openai.failure(503, "server busy"), failure: { kind: "overloaded", retryable: true } },
    {
      what: "a filtered prompt",
      reply: openai.failure(400, "filtered", { type: "invalid_request_error", code: "content_filter" }),
      failure: { kind: "refused", retryable: false },
    },
  ])("tells what $what means", async ({ reply, failure }) => {
    const { model } = await ollamaSays([reply]);
    await expect(failureOf(model)).resolves.toEqual(failure);
  });

  it("tells that a model is not installed, which no retry mends", async () => {
    const { model } = await ollamaSays([], "ollama:absent");
    await expect(failureOf(model)).resolves.toEqual({ kind: "bad_request", retryable: false });
  });

  it("tells that nobody listens, which a retry may mend", async () => {
    const { server, model } = await ollamaSays([]);
    await server.close();
    await expect(failureOf(model)).resolves.toEqual({ kind: "network", retryable: true });
  });

  it("tells that a stream without a finish reason was cut", async () => {
    const { model } = await ollamaSays([openai.stream([openai.chunk({ content: "Mẫu " })], "cut")]);
    const parts = await streamOf(model, userSays("hi"));
    const broken = parts.find((part) => part.type === "error");
    expect(textOf(parts)).toBe("Mẫu ");
    expect(classifyEnding({ finishReason: "error", error: broken?.error }, 0)).toEqual({ kind: "truncated", retryable: true });
  });

  it("passes on an error in mid-stream, with what it means", async () => {
    const { model } = await ollamaSays([
      openai.stream([openai.chunk({ content: "Mẫu " }), { error: { message: "slow down", type: "rate_limit_error", code: null } }], "cut"),
    ]);
    const parts = await streamOf(model, userSays("hi"));
    const broken = parts.find((part) => part.type === "error");
    expect(textOf(parts)).toBe("Mẫu ");
    expect(classifyFailure(broken?.error, 0)).toEqual({ kind: "rate_limited", retryable: true });
  });

  it("keeps a word that is not JSON from breaking the stream", async () => {
    const reply = openai.stream([openai.chunk({ content: "Mẫu " }), openai.chunk({ content: "một" }), openai.chunk({}, "stop")]);
    if (reply.kind === "events") reply.events.splice(1, 0, "data: {broken\n\n");
    const { model } = await ollamaSays([reply]);
    const parts = await streamOf(model, userSays("hi"));
    expect(textOf(parts)).toBe("Mẫu một");
    expect(parts.filter((part) => part.type === "error")).toHaveLength(1);
  });
});
