import type { LanguageModelV4, LanguageModelV4Prompt } from "@ai-sdk/provider";
import { afterEach, describe, expect, it } from "vitest";
import { createModels } from "../../../../src/models/registry.ts";
import { classifyEnding, classifyFailure } from "../../../../src/models/errors.ts";
import * as gemini from "../../../support/model-servers/gemini.ts";
import { readAll, searchTool, settingsWith, textOf, userSays } from "../../../support/model-servers/read.ts";
import type { Reply, ScriptedServer } from "../../../support/model-servers/scripted.ts";

const servers: ScriptedServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function geminiSays(script: Reply[], key = "test-key"): Promise<{ server: ScriptedServer; model: LanguageModelV4 }> {
  const server = await gemini.startGemini(script);
  servers.push(server);
  const settings = settingsWith({ GOOGLE_GENERATIVE_AI_API_KEY: key, GOOGLE_BASE_URL: `${server.url}/v1beta/` });
  return { server, model: createModels(settings).byRole("generate") };
}

const streamOf = async (model: LanguageModelV4, prompt: LanguageModelV4Prompt, tools = [searchTool]) =>
  readAll((await model.doStream({ prompt, tools })).stream);

describe("Gemini on the wire", () => {
  it("streams thoughts, words and usage as parts, and sends the system text, the words and the tools", async () => {
    const { server, model } = await geminiSays([
      gemini.stream([
        gemini.chunk([{ text: "The customer wants laptops.", thought: true }]),
        gemini.chunk([{ text: "Dạ, " }]),
        gemini.chunk([{ text: "em chào anh/chị." }], { finishReason: "STOP", usage: gemini.finalUsage }),
      ]),
    ]);
    const parts = await streamOf(model, [{ role: "system", content: "You sell laptops." }, ...userSays("Cho tôi xem laptop")]);

    expect(parts).toEqual([
      { type: "stream-start", warnings: [] },
      { type: "response-metadata", id: "response-1" },
      { type: "reasoning-start", id: "0" },
      { type: "reasoning-delta", id: "0", delta: "The customer wants laptops." },
      { type: "reasoning-end", id: "0" },
      { type: "text-start", id: "1" },
      { type: "text-delta", id: "1", delta: "Dạ, " },
      { type: "text-delta", id: "1", delta: "em chào anh/chị." },
      { type: "text-end", id: "1" },
      {
        type: "finish",
        finishReason: { unified: "stop", raw: "STOP" },
        usage: expect.objectContaining({
          inputTokens: { total: 120, noCache: 100, cacheRead: 20, cacheWrite: undefined },
          outputTokens: { total: 80, text: 30, reasoning: 50 },
        }),
        providerMetadata: expect.anything(),
      },
    ]);
    expect(server.requests).toHaveLength(1);
    expect(server.requests[0]?.path).toBe("/v1beta/models/gemini-3.8-flash:streamGenerateContent");
    expect(server.requests[0]?.body).toMatchObject({
      systemInstruction: { parts: [{ text: "You sell laptops." }] },
      contents: [{ role: "user", parts: [{ text: "Cho tôi xem laptop" }] }],
      tools: [
        {
          functionDeclarations: [
            {
              name: "search_offerings",
              description: "Search the catalogue.",
              parametersJsonSchema: { type: "object", properties: { query: { type: "string" } }, required: ["query"] },
            },
          ],
        },
      ],
    });
  });

  it("gives parallel calls in order with the signature on the first, and sends all of it back with the results", async () => {
    const { server, model } = await geminiSays([
      gemini.stream([
        gemini.chunk([
          { functionCall: { id: "call-a", name: "search_offerings", args: { query: "laptop" } }, thoughtSignature: "c2lnbmF0dXJl" },
          { functionCall: { id: "call-b", name: "search_offerings", args: { query: "ssd" } } },
        ]),
        gemini.chunk([{ text: "" }], { finishReason: "STOP", usage: gemini.finalUsage }),
      ]),
      gemini.stream([gemini.chunk([{ text: "Có ba mẫu." }], { finishReason: "STOP" })]),
    ]);
    const first = await streamOf(model, userSays("laptop và ssd"));
    const calls = first.filter((part) => part.type === "tool-call");
    const signed = { google: { thoughtSignature: "c2lnbmF0dXJl" } };
    expect(calls).toEqual([
      { type: "tool-call", toolCallId: "call-a", toolName: "search_offerings", input: '{"query":"laptop"}', providerMetadata: signed },
      { type: "tool-call", toolCallId: "call-b", toolName: "search_offerings", input: '{"query":"ssd"}' },
    ]);
    expect(first.filter((part) => part.type === "tool-input-start").map((part) => part.id)).toEqual(["call-a", "call-b"]);
    expect(first.at(-1)).toMatchObject({ type: "finish", finishReason: { unified: "tool-calls", raw: "STOP" } });

    const second = await streamOf(model, [
      ...userSays("laptop và ssd"),
      {
        role: "assistant",
        content: calls.map((call) => ({
          type: "tool-call",
          toolCallId: call.toolCallId,
          toolName: call.toolName,
          input: JSON.parse(call.input),
          ...(call.providerMetadata ? { providerOptions: call.providerMetadata } : {}),
        })),
      },
      {
        role: "tool",
        content: [
          { type: "tool-result", toolCallId: "call-a", toolName: "search_offerings", output: { type: "json", value: { count: 3 } } },
          { type: "tool-result", toolCallId: "call-b", toolName: "search_offerings", output: { type: "error-text", value: "Too slow." } },
        ],
      },
    ]);
    expect(textOf(second)).toBe("Có ba mẫu.");
    expect(server.requests[1]?.body["contents"]).toEqual([
      { role: "user", parts: [{ text: "laptop và ssd" }] },
      {
        role: "model",
        parts: [
          { functionCall: { id: "call-a", name: "search_offerings", args: { query: "laptop" } }, thoughtSignature: "c2lnbmF0dXJl" },
          { functionCall: { id: "call-b", name: "search_offerings", args: { query: "ssd" } } },
        ],
      },
      {
        role: "user",
        parts: [
          { functionResponse: { id: "call-a", name: "search_offerings", response: { name: "search_offerings", content: { count: 3 } } } },
          { functionResponse: { id: "call-b", name: "search_offerings", response: expect.objectContaining({ name: "search_offerings" }) } },
        ],
      },
    ]);
  });

  it("keeps a signature that rides on an empty text, and sends it back on its part", async () => {
    const { server, model } = await geminiSays([
      gemini.stream([
        gemini.chunk([{ text: "Chào!" }]),
        gemini.chunk([{ text: "", thoughtSignature: "dGV4dA==" }], { finishReason: "STOP" }),
      ]),
      gemini.stream([gemini.chunk([{ text: "Vâng." }], { finishReason: "STOP" })]),
    ]);
    const first = await streamOf(model, userSays("Chào"));
    const signed = { google: { thoughtSignature: "dGV4dA==" } };
    expect(first).toContainEqual({ type: "text-delta", id: "0", delta: "", providerMetadata: signed });

    await streamOf(model, [
      ...userSays("Chào"),
      { role: "assistant", content: [{ type: "text", text: "Chào!", providerOptions: signed }] },
      ...userSays("Có ai không?"),
    ]);
    expect(server.requests[1]?.body["contents"]).toContainEqual({
      role: "model",
      parts: [{ text: "Chào!", thoughtSignature: "dGV4dA==" }],
    });
  });

  it("reads a per-minute quota as a wait that its body names, and a daily one as no use to retry", async () => {
    const { model } = await geminiSays([
      gemini.quotaExceeded("17s"),
      gemini.quotaExceeded("45.837906927s"),
      gemini.quotaExceeded("31s", "GenerateRequestsPerDayPerProjectPerModel-FreeTier"),
    ]);
    const failures = [];
    for (let call = 0; call < 3; call++) failures.push(await streamOf(model, userSays("hi")).catch((error) => classifyFailure(error, 0)));
    expect(failures).toEqual([
      { kind: "rate_limited", retryable: true, retryAfterMs: 17_000 },
      { kind: "rate_limited", retryable: true, retryAfterMs: 45_838 },
      { kind: "rate_limited", retryable: false, retryAfterMs: 31_000 },
    ]);
  });

  it.each([
    {
      because: "it is overloaded",
      reply: gemini.failure(503, "UNAVAILABLE", "The model is overloaded."),
      failure: { kind: "overloaded", retryable: true },
    },
    {
      because: "it took too long",
      reply: gemini.failure(504, "DEADLINE_EXCEEDED", "Deadline exceeded."),
      failure: { kind: "timeout", retryable: true },
    },
    {
      because: "the request is wrong",
      reply: gemini.failure(400, "INVALID_ARGUMENT", "Bad."),
      failure: { kind: "bad_request", retryable: false },
    },
    { because: "the key may not", reply: gemini.failure(403, "PERMISSION_DENIED", "No."), failure: { kind: "auth", retryable: false } },
  ])("tells what it means when it refuses because $because", async ({ reply, failure }) => {
    const { model } = await geminiSays([reply]);
    await expect(streamOf(model, userSays("hi")).catch((error) => classifyFailure(error, 0))).resolves.toEqual(failure);
  });

  it("knows a wrong key from a wrong request, though Google answers 400 to both", async () => {
    const { model } = await geminiSays([], "wrong-key");
    await expect(streamOf(model, userSays("hi")).catch((error) => classifyFailure(error, 0))).resolves.toEqual({
      kind: "auth",
      retryable: false,
    });
  });

  it("says that a stream which just ends was interrupted", async () => {
    const { model } = await geminiSays([gemini.stream([gemini.chunk([{ text: "Mẫu đầu tiên " }])])]);
    const parts = await streamOf(model, userSays("hi"));
    const finish = parts.find((part) => part.type === "finish");
    expect(textOf(parts)).toBe("Mẫu đầu tiên ");
    expect(classifyEnding({ finishReason: finish?.finishReason.unified }, 0)).toEqual({ kind: "truncated", retryable: true });
  });

  it("throws when the connection is torn in mid-stream", async () => {
    const { model } = await geminiSays([gemini.stream([gemini.chunk([{ text: "Mẫu " }])], "destroy")]);
    await expect(streamOf(model, userSays("hi")).catch((error) => classifyFailure(error, 0))).resolves.toEqual({
      kind: "network",
      retryable: true,
    });
  });

  it("passes on an error in mid-stream, with what it means", async () => {
    const { model } = await geminiSays([
      gemini.stream([gemini.chunk([{ text: "Mẫu " }]), gemini.streamedError(503, "UNAVAILABLE", "The model is overloaded.")]),
    ]);
    const parts = await streamOf(model, userSays("hi"));
    const broken = parts.find((part) => part.type === "error");
    expect(textOf(parts)).toBe("Mẫu ");
    expect(classifyFailure(broken?.error, 0)).toEqual({ kind: "overloaded", retryable: true });
    expect(parts.at(-1)).toMatchObject({ type: "finish", finishReason: { unified: "error" } });
  });

  it.each([
    {
      what: "an answer",
      reply: gemini.stream([gemini.chunk([{ text: "Để làm " }]), gemini.chunk([], { finishReason: "SAFETY" })]),
      said: "Để làm ",
    },
    { what: "a prompt", reply: gemini.promptBlocked("PROHIBITED_CONTENT"), said: "" },
  ])("turns the refusal of $what into content-filter, with whatever was said", async ({ reply, said }) => {
    const { model } = await geminiSays([reply]);
    const parts = await streamOf(model, userSays("hi"));
    expect(textOf(parts)).toBe(said);
    expect(parts.at(-1)).toMatchObject({ type: "finish", finishReason: { unified: "content-filter" } });
    expect(classifyEnding({ finishReason: "content-filter" }, 0)).toEqual({ kind: "refused", retryable: false });
  });

  it("stops when the caller aborts", async () => {
    const { model } = await geminiSays([gemini.stream([gemini.chunk([{ text: "Mẫu " }])], "never")]);
    const turn = new AbortController();
    const { stream } = await model.doStream({ prompt: userSays("hi"), abortSignal: turn.signal });
    const said: string[] = [];
    const reading = (async () => {
      for await (const part of stream) {
        said.push(part.type);
        if (part.type === "text-delta") turn.abort();
      }
    })();
    await expect(reading).rejects.toMatchObject({ name: "AbortError" });
    expect(said).toContain("text-delta");
  });
});
