import type { Actor, Address, ConversationPort, Conversations, EventStream, SendInput, StartInput } from "../../src/conversations/port.ts";
import type { ConversationRecord, StoredMessage } from "../../src/transcript/records.ts";
import { retailFlow } from "../../src/lifecycle/index.ts";
import { EdgewiseError, type Answer } from "../../src/platform/errors.ts";

export const epoch = Date.parse("2026-11-20T10:00:00.000Z");

interface Kept {
  record: ConversationRecord;
  messages: StoredMessage[];
  running: boolean;
}

/** Conversations in memory that keep the promises of the port, and whose bot repeats what it hears. */
export interface FakeConversations {
  find: Conversations;
  /** What came through the port, in order. */
  sent: SendInput[];
  started: StartInput[];
  attachedAfter: (number | null)[];
  /** Makes a turn look as if it were still running. */
  keepRunning(conversationId: string): void;
  /** Makes pages end after so many messages, as they do where messages are long. */
  holdAtMost(count: number): void;
}

export function fakeConversations(): FakeConversations {
  const kept = new Map<string, Kept>();
  const log: Omit<FakeConversations, "find" | "keepRunning" | "holdAtMost"> = { sent: [], started: [], attachedAfter: [] };
  let mostHeld = Infinity;
  const keyOf = ({ tenantId, conversationId }: Address) => JSON.stringify([tenantId, conversationId]);

  function open(address: Address, actor: Actor): Kept {
    const found = kept.get(keyOf(address));
    if (found && (actor.role === "owner" || actor.userId === found.record.userId)) return found;
    throw new EdgewiseError("not_found", "There is no such conversation.");
  }

  const port: ConversationPort = {
    start: (input) =>
      answer(() => {
        log.started.push(input);
        const there = kept.get(keyOf(input.address));
        if (there && input.userId !== null && there.record.userId !== input.userId)
          throw new EdgewiseError("conversation_id_taken", "Choose another conversation_id.");
        const own = there ?? begin(input);
        kept.set(keyOf(input.address), own);
        return { conversation: own.record, greeting: own.messages[0] ?? null, created: !there };
      }),
    sendAndStream: (input) =>
      answer(() => {
        log.sent.push(input);
        reply(open(input.address, input.actor), input);
        return events(0);
      }),
    sendAndWait: (input) =>
      answer(() => {
        log.sent.push(input);
        const { record, message } = reply(open(input.address, input.actor), input);
        const usage = { inputTokens: 12, outputTokens: 5, reasoningTokens: 0, cachedInputTokens: 3, steps: 1 };
        return { message, state: record.state, usage };
      }),
    attach: (address, actor, afterSeq) =>
      answer(() => {
        log.attachedAfter.push(afterSeq);
        return open(address, actor).running ? events(afterSeq ?? 0) : null;
      }),
    stop: (address, actor) =>
      answer(() => {
        const own = open(address, actor);
        const stopped = own.running;
        own.running = false;
        return { stopped };
      }),
    read: (address, actor) => answer(() => open(address, actor).record),
    messages: (address, actor, { beforeSeq, limit, textOnly }) =>
      answer(() => {
        const before = open(address, actor).messages.filter(({ seq }) => beforeSeq === null || seq < beforeSeq);
        const held = before.toReversed().slice(0, Math.min(limit, mostHeld));
        const messages = textOnly ? held.map((message) => ({ ...message, parts: [] })) : held;
        return { messages, nextBeforeSeq: before.length > messages.length ? (messages.at(-1)?.seq ?? null) : null };
      }),
    handOver: async () => null,
    acknowledge: async () => {},
    ring: async () => {},
  };

  return {
    ...log,
    find: () => port,
    holdAtMost: (count) => void (mostHeld = count),
    keepRunning(conversationId) {
      for (const one of kept.values()) if (one.record.conversationId === conversationId) one.running = true;
    },
  };
}

async function answer<T>(work: () => T): Promise<Answer<T>> {
  try {
    return { ok: true, value: work() };
  } catch (error) {
    if (error instanceof EdgewiseError) return { ok: false, error: error.toData() };
    throw error;
  }
}

function begin(input: StartInput): Kept {
  const bot = {
    id: input.botId ?? "bot_default",
    name: "Bot",
    instructions: "Sell.",
    greeting: { enabled: true },
    language: "vi",
    onBusy: "queue",
    flow: retailFlow,
  } as const;
  const record: ConversationRecord = {
    ...input.address,
    userId: input.userId ?? "user_new",
    skillId: input.skillId,
    bot,
    language: input.language ?? "vi",
    state: "idle",
    visited: ["idle"],
    handler: "bot",
    shown: [],
    focus: null,
    metadata: input.metadata,
    lastSeq: 0,
    syncedSeq: 0,
    lastMessageId: null,
    startedAt: epoch,
    endedAt: null,
    updatedAt: epoch,
  };
  const own: Kept = { record, messages: [], running: false };
  if (input.greet) add(own, "greeting", "assistant", [{ type: "text", text: "Xin chào!" }]);
  return own;
}

function reply(own: Kept, input: SendInput): { record: ConversationRecord; message: StoredMessage } {
  const id = input.messageId ?? `said_${own.messages.length}`;
  const answerId = `answer_to_${id}`;
  const before = own.messages.find((message) => message.id === answerId);
  if (before) return { record: own.record, message: before };
  const said = add(own, id, "user", input.parts);
  const chips = { type: "data-suggestions", data: { items: ["Còn gì nữa không?"] } };
  return { record: own.record, message: add(own, answerId, "assistant", [{ type: "text", text: `Bạn nói: ${said.content}` }, chips]) };
}

function add(own: Kept, id: string, authorType: StoredMessage["authorType"], parts: StoredMessage["parts"]): StoredMessage {
  const seq = own.record.lastSeq + 1;
  const at = epoch + seq * 1000;
  const content = parts.map((part) => (typeof part["text"] === "string" ? part["text"] : "")).join("");
  const message: StoredMessage = {
    seq,
    id,
    previousMessageId: own.record.lastMessageId,
    authorType,
    content,
    parts,
    metadata: {},
    turnId: authorType === "assistant" && id === "greeting" ? null : "turn_1",
    createdAt: at,
    updatedAt: at,
  };
  own.messages.push(message);
  own.record = { ...own.record, lastSeq: seq, lastMessageId: id, updatedAt: at };
  return message;
}

/** Three events and the end, as SSE. */
function events(afterSeq: number): EventStream {
  const chunks = [{ type: "start" }, { type: "text-delta", id: "1", delta: "Chào" }, { type: "finish" }];
  const lines = chunks.map((chunk, index) => ({ seq: index + 1, line: `id: ${index + 1}\ndata: ${JSON.stringify(chunk)}\n\n` }));
  const text = lines.filter(({ seq }) => seq > afterSeq).map(({ line }) => line);
  return new Blob([...text, "data: [DONE]\n\n"]).stream();
}
