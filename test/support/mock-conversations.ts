/** The mock's memory: conversations, their messages and their branches. */
import { turnOf } from "./mock-chat-script.ts";
import { Gate, MockTurn } from "./mock-turn.ts";

export interface MockMessage {
  id: string;
  previous_message_id: string | null;
  author_type: "user" | "assistant" | "staff";
  content: string;
  parts: object[];
  metadata: Record<string, unknown>;
  rating: string | null;
  created_at: string;
  updated_at: string;
}

export interface MockConversation {
  id: string;
  language: "vi" | "en";
  state: string;
  messages: MockMessage[];
  turn: MockTurn | null;
  /** The end of the branch that is talked on. */
  head: string | null;
  handler: "bot" | "staff";
  /** Whoever listens is told the name of what happens. */
  listeners: Set<(event: string) => void>;
  updatedAt: number;
}

const greetings = {
  vi: "Xin chào! Mình là trợ lý của cửa hàng **Edgewise**. Bạn đang tìm laptop, điện thoại hay linh kiện máy tính?",
  en: "Hello! I am the assistant of the **Edgewise** shop. Are you looking for a laptop, a phone or computer parts?",
};

export class MockConversations {
  readonly #all = new Map<string, MockConversation>();
  readonly #wordMs: number;
  readonly gate = new Gate();
  #ids = 0;

  constructor(wordMs: number) {
    this.#wordMs = wordMs;
  }

  start(language: "vi" | "en", id = `conv_mock${++this.#ids}`): MockConversation {
    const conversation: MockConversation = {
      id,
      language,
      state: "idle",
      messages: [],
      turn: null,
      head: null,
      handler: "bot",
      listeners: new Set(),
      updatedAt: Date.now(),
    };
    this.#all.set(id, conversation);
    this.add(conversation, "assistant", `msg_greeting_${id}`, [{ type: "text", text: greetings[language] }], { kind: "greeting" });
    return conversation;
  }

  find(id: string): MockConversation | undefined {
    return this.#all.get(id);
  }

  list(): object {
    const data = [...this.#all.values()]
      .toSorted((left, right) => right.updatedAt - left.updatedAt)
      .map(({ id, state, language, messages, updatedAt }) => ({
        conversation_id: id,
        state,
        language,
        title: messages.find((message) => message.author_type === "user")?.content ?? null,
        start_time: messages[0]?.created_at,
        updated_at: new Date(updatedAt).toISOString(),
      }));
    return { data, total: data.length, page: 1, per_page: 30 };
  }

  add(
    conversation: MockConversation,
    author: MockMessage["author_type"],
    id: string,
    parts: object[],
    metadata: Record<string, unknown> = {},
  ): MockMessage {
    const content = parts.map((part) => ("text" in part && typeof part.text === "string" ? part.text : "")).join("");
    const now = new Date().toISOString();
    const message: MockMessage = {
      id,
      previous_message_id: conversation.head,
      author_type: author,
      content,
      parts,
      metadata,
      rating: null,
      created_at: now,
      updated_at: now,
    };
    conversation.messages.push(message);
    conversation.head = id;
    for (const tell of conversation.listeners) tell("message.created");
    conversation.updatedAt = Date.now();
    return message;
  }

  /** `POST /v1/chat`: the same message id is the same turn. Null where staff have the conversation: nobody answers. */
  send(body: Record<string, unknown>): MockTurn | null {
    const conversation = this.find(String(body["id"])) ?? this.start("vi", String(body["id"]));
    const sent = lastOf(body["messages"]);
    const known = conversation.messages.find((message) => message.id === sent.id);
    if (known && body["trigger"] !== "regenerate-message" && conversation.turn) return conversation.turn;
    const edits = known !== undefined && body["messageId"] === sent.id && JSON.stringify(known.parts) !== JSON.stringify(sent.parts);
    if (edits) conversation.head = known.previous_message_id;
    const asked = known && !edits ? known : this.add(conversation, "user", edits ? `msg_edit${++this.#ids}` : sent.id, sent.parts);
    if (conversation.handler === "staff") return null;
    const turn = new MockTurn(turnOf(asked.content, conversation.state), this.#wordMs, this.gate, (parts, metadata, id) => {
      conversation.turn = null;
      conversation.state = String(metadata["state"] ?? conversation.state);
      conversation.head = asked.id;
      this.add(conversation, "assistant", id, parts, metadata);
    });
    conversation.turn = turn;
    return turn;
  }

  /** The branch that is talked on, oldest first, as lists show it. */
  path({ messages, head }: MockConversation): object[] {
    const path: object[] = [];
    for (let id = head; id !== null;) {
      const message = messages.find((one) => one.id === id);
      if (!message) break;
      const ids = messages.filter((one) => one.previous_message_id === message.previous_message_id).map((one) => one.id);
      const branch = ids.length > 1 ? { index: ids.indexOf(message.id), count: ids.length, message_ids: ids } : null;
      path.unshift({ ...message, branch });
      id = message.previous_message_id;
    }
    return path;
  }

  /** Goes on from the newest end of the branch on which the message is. */
  select(conversation: MockConversation, messageId: string): void {
    let head = messageId;
    for (;;) {
      const next = conversation.messages.findLast((message) => message.previous_message_id === head);
      if (!next) break;
      head = next.id;
    }
    conversation.head = head;
  }

  /** Staff take over, or give back. */
  hand(conversation: MockConversation, to: MockConversation["handler"]): void {
    conversation.handler = to;
    conversation.turn?.stop();
    for (const tell of conversation.listeners) tell(to === "staff" ? "handover.started" : "handover.ended");
  }

  stop(conversation: MockConversation): boolean {
    conversation.turn?.stop();
    return conversation.turn !== null;
  }

  stopAll(): void {
    for (const conversation of this.#all.values()) conversation.turn?.stop();
  }
}

function lastOf(messages: unknown): { id: string; parts: object[] } {
  const last: unknown = Array.isArray(messages) ? messages.at(-1) : null;
  if (typeof last !== "object" || last === null || !("id" in last) || !("parts" in last) || !Array.isArray(last.parts))
    throw new Error("no message");
  return { id: String(last.id), parts: last.parts };
}
