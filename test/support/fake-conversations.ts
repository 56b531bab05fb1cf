import type { Actor, Address, ConversationPort, Conversations, EventStream, SendInput, StartInput } from "../../src/conversations/port.ts";
import type { Place } from "../../src/transcript/place.ts";
import type { ConversationRecord, StoredMessage } from "../../src/transcript/records.ts";
import { openingRecord } from "../../src/conversations/begin.ts";
import { ratedOf } from "../../src/conversations/rated.ts";
import { EdgewiseError, type Answer } from "../../src/platform/errors.ts";
import { fakeBot } from "./fake-turn.ts";

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
  attachedAfter: (Place | null)[];
  /** What was done between turns: the verb, and what it was given. */
  done: [verb: string, given?: unknown][];
  /** Makes a turn look as if it were still running. */
  keepRunning(conversationId: string): void;
  /** Makes pages end after so many messages, as they do where messages are long. */
  holdAtMost(count: number): void;
}

export function fakeConversations(): FakeConversations {
  const kept = new Map<string, Kept>();
  const log: Omit<FakeConversations, "find" | "keepRunning" | "holdAtMost"> = { sent: [], started: [], attachedAfter: [], done: [] };
  let mostHeld = Infinity;
  const keyOf = ({ tenantId, conversationId }: Address) => JSON.stringify([tenantId, conversationId]);

  function open(address: Address, actor: Actor): Kept {
    const found = kept.get(keyOf(address));
    if (found && (actor.role === "owner" || actor.userId === found.record.userId)) return found;
    throw new EdgewiseError("not_found", "There is no such conversation.");
  }

  function change(
    address: Address,
    actor: Actor,
    done: FakeConversations["done"][number],
    to: Partial<ConversationRecord> | ((own: Kept) => Partial<ConversationRecord>),
  ): Promise<Answer<ConversationRecord>> {
    return answer(() => {
      const own = open(address, actor);
      own.record = { ...own.record, ...(typeof to === "function" ? to(own) : to) };
      log.done.push(done);
      return own.record;
    });
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
        if (input.begins && !kept.has(keyOf(input.address))) {
          log.started.push(input.begins);
          kept.set(keyOf(input.address), begin(input.begins));
        }
        reply(open(input.address, input.actor), input);
        return events(0);
      }),
    sendAndWait: (input) =>
      answer(() => {
        log.sent.push(input);
        const own = open(input.address, input.actor);
        const usage = { inputTokens: 12, outputTokens: 5, reasoningTokens: 0, cachedInputTokens: 3, steps: 1, costUsd: null };
        const message = own.record.handler === "staff" ? null : reply(own, input);
        return { message, state: own.record.state, usage };
      }),
    attach: (address, actor, after) =>
      answer(() => {
        log.attachedAfter.push(after);
        return open(address, actor).running ? events(after?.seq ?? 0) : null;
      }),
    feed: (address, actor) => answer(() => (open(address, actor), events(0))),
    fetch: async () => Response.json({ code: "not_found", detail: "Nobody listens here." }, { status: 400 }),
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
        const nextBeforeSeq = before.length > messages.length ? (messages.at(-1)?.seq ?? null) : null;
        return { messages, branches: {}, ratings: ratedOf(messages, open(address, actor).record.ratings), nextBeforeSeq };
      }),
    takeOver: (address, actor, reason) => change(address, actor, ["takeOver", reason], { handler: "staff", state: "handover", epoch: 1 }),
    giveBack: (address, actor) => change(address, actor, ["giveBack"], { handler: "bot", state: "idle", epoch: 2 }),
    staffSay: (address, actor, said) =>
      answer(() => {
        log.done.push(["staffSay", said]);
        return add(open(address, actor), said.id ?? "said_by_staff", "staff", [{ type: "text", text: said.text }]);
      }),
    close: (address, actor) => change(address, actor, ["close"], { state: "closed", endedAt: epoch }),
    selectBranch: (address, actor, messageId) =>
      change(address, actor, ["selectBranch", messageId], (own) => ({ lastMessageId: named(own, messageId).id })),
    rate: (address, actor, rating) =>
      answer(() => {
        const own = open(address, actor);
        const { seq } = named(own, rating.messageId);
        own.record = { ...own.record, ratings: { ...own.record.ratings, [seq]: rating.rating } };
        log.done.push(["rate", rating]);
        return null;
      }),
    changeFlow: (address, actor) => change(address, actor, ["changeFlow"], {}),
    letLoose: (address, actor) => change(address, actor, ["letLoose"], { effects: "live" }),
    fork: (address, actor, origin) =>
      answer(() => {
        const from = open({ ...address, conversationId: origin.conversationId }, actor);
        if (kept.has(keyOf(address))) throw new EdgewiseError("conflict", "There is a conversation with this id already.");
        if (origin.atMessageId !== null) named(from, origin.atMessageId);
        log.done.push(["fork", origin]);
        const forkedFrom = { conversationId: origin.conversationId, seq: from.record.headSeq };
        const record: ConversationRecord = { ...from.record, ...address, effects: "fenced", forkedFrom };
        kept.set(keyOf(address), { ...from, record });
        return record;
      }),
    branchRows: () => Promise.reject(new Error("Nothing is forked here.")),
    exportRows: () => Promise.reject(new Error("Nothing is exported here.")),
    erase: async () => ({ messages: 0, recordings: 0 }),
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
  const bot = { ...fakeBot(), id: input.botId ?? "bot_default" };
  const opened = openingRecord({ ...input, userId: input.userId ?? "user_new" }, bot, input.language ?? "vi", null, epoch);
  const record = { ...opened, syncedSeq: 0 };
  const own: Kept = { record, messages: [], running: false };
  if (input.greet) add(own, "greeting", "assistant", [{ type: "text", text: "Xin chào!" }]);
  return own;
}

function named(own: Kept, messageId: string): StoredMessage {
  const message = own.messages.find(({ id }) => id === messageId);
  if (!message) throw new EdgewiseError("not_found", "No message of this conversation has that id.");
  return message;
}

function reply(own: Kept, input: SendInput): StoredMessage {
  const id = input.messageId ?? `said_${own.messages.length}`;
  const answerId = `answer_to_${id}`;
  const before = own.messages.find((message) => message.id === answerId);
  const asked = own.messages.find((message) => message.id === id);
  const words = input.parts.map((part) => part["text"] ?? "").join("");
  if (asked && input.trigger === "submit" && asked.content !== words)
    throw new EdgewiseError("conflict", "Another message has this id already.");
  if (before) return before;
  if (input.edits !== null) named(own, input.edits);
  if (input.trigger === "retry" && input.messageId !== null) named(own, input.messageId);
  const said = add(own, id, "user", input.parts);
  const chips = { type: "data-suggestions", data: { items: ["Còn gì nữa không?"] } };
  return add(own, answerId, "assistant", [{ type: "text", text: `Bạn nói: ${said.content}` }, chips]);
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
  own.record = { ...own.record, lastSeq: seq, headSeq: seq, lastMessageId: id, updatedAt: at };
  return message;
}

/** Three events and the end, as SSE. */
function events(afterSeq: number): EventStream {
  const chunks = [{ type: "start" }, { type: "text-delta", id: "1", delta: "Chào" }, { type: "finish" }];
  const lines = chunks.map((chunk, index) => ({ seq: index + 1, line: `id: ${index + 1}\ndata: ${JSON.stringify(chunk)}\n\n` }));
  const text = lines.filter(({ seq }) => seq > afterSeq).map(({ line }) => line);
  return new Blob([...text, "data: [DONE]\n\n"]).stream();
}
