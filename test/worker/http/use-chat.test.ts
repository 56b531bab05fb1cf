/** What the AI SDK's own chat makes of what happens between turns: editing, answering again, staff who have taken over. */
import { exports } from "cloudflare:workers";
import { AbstractChat, DefaultChatTransport, type ChatState, type ChatStatus, type UIMessage } from "ai";
import { describe, expect, it } from "vitest";

const origin = "http://edgewise.test";

class State implements ChatState<UIMessage> {
  status: ChatStatus = "ready";
  error: Error | undefined;
  messages: UIMessage[] = [];
  pushMessage = (message: UIMessage) => void (this.messages = [...this.messages, message]);
  popMessage = () => void (this.messages = this.messages.slice(0, -1));
  replaceMessage = (index: number, message: UIMessage) => void (this.messages = this.messages.with(index, message));
  snapshot = <T>(thing: T): T => structuredClone(thing);
}

class Chat extends AbstractChat<UIMessage> {
  readonly failures: Error[];

  constructor(id: string) {
    const failures: Error[] = [];
    const fetch: typeof globalThis.fetch = (input, init) => exports.default.fetch(new Request(input, init));
    const transport = new DefaultChatTransport<UIMessage>({ api: `${origin}/v1/chat`, headers: { authorization: "Bearer demo" }, fetch });
    super({ id, transport, state: new State(), onError: (error) => void failures.push(error) });
    this.failures = failures;
  }

  get said(): string[] {
    return this.messages.map(({ role, parts }) => `${role}: ${parts.map((part) => (part.type === "text" ? part.text : "")).join("")}`);
  }
}

async function call(method: string, path: string, body?: object) {
  const headers = { authorization: "Bearer demo", "content-type": "application/json" };
  const response = await exports.default.fetch(`${origin}${path}`, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) });
  return response.json<{ data: { author_type: string; content: string; branch: { index: number; count: number } | null }[] }>();
}

async function stored(id: string) {
  const { data } = await call("GET", `/v1/conversations/${id}/messages`);
  return data;
}

const open = () => new Chat(`chat_${crypto.randomUUID()}`);

describe("useChat", () => {
  it("edits a message: the conversation goes on from its new words, and the earlier ones are kept beside them", async () => {
    const chat = open();
    await chat.sendMessage({ text: "Cho tôi xem laptop" });
    await chat.sendMessage({ text: "Cảm ơn" });
    const [question] = chat.messages;
    await chat.sendMessage({ text: "Cho tôi xem điện thoại", messageId: question?.id ?? "" });
    expect(chat.failures).toEqual([]);
    const kept = await stored(chat.id);
    expect(kept.map(({ author_type: author, content }) => `${author}: ${content}`)).toEqual(chat.said);
    expect(kept[0]).toMatchObject({ content: "Cho tôi xem điện thoại", branch: { index: 1, count: 2 } });
  });

  it("answers the edited words again, not the earlier ones, and edits them back", async () => {
    const chat = open();
    await chat.sendMessage({ text: "Cho tôi xem laptop" });
    const first = chat.said;
    const id = chat.messages[0]?.id ?? "";
    await chat.sendMessage({ text: "Cho tôi xem điện thoại", messageId: id });
    await chat.regenerate();
    expect((await stored(chat.id)).map(({ content, branch }) => [content, branch?.count])).toMatchObject([
      ["Cho tôi xem điện thoại", 2],
      [expect.anything(), 2],
    ]);
    await chat.sendMessage({ text: "Cho tôi xem chuột", messageId: id });
    await chat.sendMessage({ text: "Cho tôi xem điện thoại", messageId: id });
    const back = await stored(chat.id);
    expect(back.map(({ author_type: author, content }) => `${author}: ${content}`)[0]).toBe(chat.said[0]);
    expect(back[0]?.branch).toMatchObject({ index: 1, count: 3 });
    expect(chat.failures).toEqual([]);
    expect(first).toHaveLength(2);
  });

  it("shows neither an answer nor an error while staff have the conversation, and goes on after", async () => {
    const chat = open();
    await chat.sendMessage({ text: "Chào shop" });
    await call("POST", `/v1/conversations/${chat.id}/handover`, {});
    await chat.sendMessage({ text: "Có ai không?" });
    expect([chat.status, chat.error, chat.failures]).toEqual(["ready", undefined, []]);
    expect(chat.messages.map(({ role }) => role)).toEqual(["user", "assistant", "user"]);
    await call("POST", `/v1/conversations/${chat.id}/release`);
    await chat.sendMessage({ text: "Cho tôi xem laptop" });
    expect(chat.messages.map(({ role }) => role)).toEqual(["user", "assistant", "user", "user", "assistant"]);
    expect(chat.failures).toEqual([]);
  });
});
