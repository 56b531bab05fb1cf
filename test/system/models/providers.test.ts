/** Real models' wire formats through the whole stack: HTTP, object, loop, tools on Postgres, and back to the model. */
import { afterEach, expect, it } from "vitest";
import { api } from "../../support/client.ts";
import * as gemini from "../../support/model-servers/gemini.ts";
import * as openai from "../../support/model-servers/openai.ts";
import type { ScriptedServer } from "../../support/model-servers/scripted.ts";
import { startStack, type Stack } from "../../support/stack.ts";

const running: (Stack | ScriptedServer)[] = [];
afterEach(async () => {
  for (const one of running.splice(0).reverse()) await ("stop" in one ? one.stop() : one.close());
});

async function stackOn(server: ScriptedServer, env: Record<string, string>) {
  running.push(server);
  const stack = await startStack({ env });
  running.push(stack);
  return api(stack.url);
}

async function converse(call: ReturnType<typeof api>, ...texts: string[]) {
  const begun = await call("POST", "/v1/conversations", { user_id: "customer" });
  const answers = [];
  for (const text of texts) answers.push((await call("POST", `/v1/conversations/${begun.body.conversation_id}/messages`, { text })).body);
  return answers;
}

it("Gemini calls a tool, reads its result, and gets its thought signature back in the next turn", async () => {
  const server = await gemini.startGemini([
    gemini.stream([
      gemini.chunk([{ functionCall: { name: "search_offerings", args: { query: "laptop dưới 20 triệu" } }, thoughtSignature: "sig-1" }], {
        finishReason: "STOP",
        usage: gemini.finalUsage,
      }),
    ]),
    gemini.quotaExceeded("0.05s"),
    gemini.stream([gemini.chunk([{ text: "Dạ, có mấy mẫu này ạ." }], { finishReason: "STOP", usage: gemini.finalUsage })]),
    gemini.stream([gemini.chunk([{ text: "Dạ vâng ạ." }], { finishReason: "STOP", usage: gemini.finalUsage })]),
  ]);
  const call = await stackOn(server, {
    GOOGLE_GENERATIVE_AI_API_KEY: "test-key",
    GOOGLE_BASE_URL: `${server.url}/v1beta/`,
    SMALL_GENERATE_MODEL: "offline:shop",
  });
  const [first, second] = await converse(call, "Tìm laptop dưới 20 triệu", "Để em nghĩ đã");
  expect(first.state).toBe("searching");
  expect(first.message.content).toBe("Dạ, có mấy mẫu này ạ.");
  expect(first.usage).toMatchObject({ steps: 2, reasoning_tokens: 100 });
  expect(second.message.content).toBe("Dạ vâng ạ.");
  const last = JSON.stringify(server.requests.at(-1)?.body);
  expect(last).toContain('"thoughtSignature":"sig-1"');
  expect(last).toContain("functionResponse");
  const told = JSON.stringify(server.requests[2]?.body);
  expect(told, "what the tool found reaches the model").toMatch(/Laptop .+ 15/);
});

it("Ollama streams a call in pieces, and an answer that is cut off is told as a failure", async () => {
  const server = await openai.startOpenAI([
    openai.stream([...openai.callInPieces(0, "call_1", "search_offerings", ['{"que', 'ry":"ssd 1tb"}']), openai.chunk({}, "tool_calls")]),
    openai.stream([openai.chunk({ content: "Đây ạ." }), openai.chunk({}, "stop")]),
    openai.stream([openai.chunk({ content: "Nửa câu" })], "destroy"),
  ]);
  const call = await stackOn(server, { OLLAMA_BASE_URL: server.url, SMALL_GENERATE_MODEL: "offline:shop" });
  const [found, cut] = await converse(call, "tìm ssd 1tb", "còn gì nữa không");
  expect([found.message.content, found.state]).toEqual(["Đây ạ.", "searching"]);
  expect(cut.message.content).toBe("Nửa câu");
  expect(cut.message.metadata.status).toBe("failed");
  expect(cut.state).toBe("error");
});
