/** A `useChat` client that is not ours: the AI SDK's own Chat and transport against POST /v1/chat, nothing adapted. */
import { Chat } from "@ai-sdk/react";
import { DefaultChatTransport, type UIMessage } from "ai";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startStack, type Stack } from "../../support/stack.ts";
import { api } from "../../support/client.ts";

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ env: { OFFLINE_TOKEN_DELAY_MS: "15" } });
});
afterAll(() => stack.stop());

const textOf = (message: UIMessage | undefined) => message?.parts.map((part) => (part.type === "text" ? part.text : "")).join("") ?? "";

function chat(id: string, messages: UIMessage[] = []) {
  const transport = new DefaultChatTransport({ api: `${stack.url}/v1/chat`, headers: { authorization: "Bearer demo" } });
  return new Chat({ id, transport, messages });
}

it("streams words and tool parts, and keeps the conversation on the server", async () => {
  const client = chat("use-chat-1");
  await client.sendMessage({ text: "Cho tôi xem laptop" });
  expect(client.status).toBe("ready");
  const answer = client.messages.at(-1);
  expect(answer?.role).toBe("assistant");
  expect(answer?.parts.find((part) => part.type === "tool-search_offerings")).toMatchObject({ state: "output-available" });
  expect(textOf(answer)).not.toBe("");
  await client.sendMessage({ text: "Cái thứ 2" });
  expect(client.messages).toHaveLength(4);
  const stored = await api(stack.url)("GET", "/v1/conversations/use-chat-1/messages?limit=10");
  expect(stored.body.data.map((message: UIMessage) => message.id)).toEqual(client.messages.map((message) => message.id));
  expect(stored.body.data.at(-1).parts).toEqual(JSON.parse(JSON.stringify(client.messages.at(-1)?.parts)));
});

it("resumes in mid-answer with the whole answer, once", async () => {
  const first = chat("use-chat-2");
  const sending = first.sendMessage({ text: "Cho tôi xem laptop" });
  const early = await new Promise<UIMessage[]>((resolve) => {
    const check = () =>
      textOf(first.messages.at(-1)).length > 5 && first.messages.length === 2
        ? resolve(structuredClone(first.messages))
        : setImmediate(check);
    check();
  });
  // The reload: another client that knows the question, and nothing of the answer.
  const second = chat("use-chat-2", early.slice(0, 1));
  await second.resumeStream();
  await sending;
  expect(second.messages).toHaveLength(2);
  expect(textOf(second.messages[1])).toBe(textOf(first.messages[1]));
  expect(textOf(first.messages[1]).length).toBeGreaterThan(textOf(early[1]).length);
});
