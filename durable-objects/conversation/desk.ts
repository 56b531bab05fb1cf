/** What the object has at hand while it is awake: the record, the recent messages, the customer's context. */
import { firstRingMs, withoutSuperseded, type TurnContext } from "../../src/conversations/index.ts";
import type { ConversationRecord, StoredMessage } from "../../src/transcript/index.ts";
import { EdgewiseError } from "../../src/platform/errors.ts";
import type { ConversationPorts } from "./ports.ts";
import type { ConversationStorage } from "./storage.ts";

/** Messages that a prompt is made of; older ones stay in storage. */
const recentMessages = 40;
/** Characters of JSON that the messages of a prompt may have together, some 75,000 tokens. */
const promptCharacters = 300_000;
/** How long user and skill are taken as read before they are loaded again. */
const contextMs = 300_000;
/** What is missing may be about to be made, or could not be read just now. */
const missingContextMs = 60_000;

/** What only the object itself can do. */
export interface ObjectPorts {
  waitUntil(work: Promise<unknown>): void;
  setAlarm(at: number): void;
  startOver(reason: unknown): void;
}

export class Desk {
  readonly storage: ConversationStorage;
  readonly ports: ConversationPorts;
  readonly waitUntil: (work: Promise<unknown>) => void;
  /** Drops what is in memory and begins again from what is on disk. */
  readonly startOver: (reason: unknown) => void;
  readonly #setAlarm: (at: number) => void;
  #record: ConversationRecord | null = null;
  #recent: StoredMessage[] | null = null;
  #context: { value: Promise<TurnContext>; until: number } | null = null;
  #alarmAt = 0;
  readonly #sizes = new WeakMap<StoredMessage, number>();

  constructor(storage: ConversationStorage, ports: ConversationPorts, object: ObjectPorts) {
    this.storage = storage;
    this.ports = ports;
    this.waitUntil = object.waitUntil;
    this.startOver = object.startOver;
    this.#setAlarm = object.setAlarm;
  }

  get begun(): boolean {
    return this.#record !== null;
  }

  /** Throws `not_found` where no conversation has begun. */
  get record(): ConversationRecord {
    if (!this.#record) throw new EdgewiseError("not_found", "There is no such conversation.");
    return this.#record;
  }

  set record(record: ConversationRecord) {
    this.#record = record;
  }

  /** Recent messages, oldest first, without answers that a retry has replaced. */
  history(): StoredMessage[] {
    this.#recent ??= this.storage.messagesBefore(Number.MAX_SAFE_INTEGER, recentMessages).reverse();
    return withoutSuperseded(this.#withinBudget(this.#recent));
  }

  /** The newest messages that a prompt has room for. */
  #withinBudget(messages: readonly StoredMessage[]): StoredMessage[] {
    let left = promptCharacters;
    const first = messages.findLastIndex((message) => {
      const size = this.#sizes.get(message) ?? JSON.stringify(message.parts).length;
      this.#sizes.set(message, size);
      left -= size;
      return left < 0;
    });
    // The last message is the question: it always fits.
    return messages.slice(Math.min(first + 1, messages.length - 1));
  }

  remember(message: StoredMessage): void {
    if (!this.#recent) return;
    this.#recent.push(message);
    if (this.#recent.length > recentMessages) this.#recent.shift();
  }

  /**
   * User and skill. Only the first turn waits for them: what has grown old is used once more while it is read anew,
   * so that nothing lies between a message and its first word.
   */
  context(): Promise<TurnContext> {
    const known = this.#context;
    if (known && known.until >= this.ports.clock.now()) return known.value;
    const fresh = this.#loadContext();
    this.waitUntil(fresh);
    return known ? known.value : fresh;
  }

  #loadContext(): Promise<TurnContext> {
    const { tenantId, userId, skillId } = this.record;
    const value = this.ports.loadContext(tenantId, userId, skillId);
    this.#context ??= { value, until: this.ports.clock.now() + contextMs };
    return value.then((context) => {
      const missing = !context.user || (skillId !== null && !context.skill);
      this.#context = { value, until: this.ports.clock.now() + (missing ? missingContextMs : contextMs) };
      return context;
    });
  }

  /** Makes sure that the alarm looks after what has just been accepted, even if this process dies now. */
  wakeLater(): void {
    const now = this.ports.clock.now();
    if (this.#alarmAt > now) return;
    this.alarmAt(now + firstRingMs);
  }

  alarmAt(at: number): void {
    this.#alarmAt = at;
    this.#setAlarm(at);
  }

  /** The alarm is no longer set. */
  alarmFired(): void {
    this.#alarmAt = 0;
  }

  /** Rings for Postgres. A doorbell that fails is no loss: the alarm rings again. */
  async ring(): Promise<void> {
    const { tenantId, conversationId, lastSeq } = this.record;
    try {
      await this.ports.ringHistory({ tenantId, conversationId }, lastSeq);
    } catch (error) {
      this.ports.log.warn("history.ring_failed", { conversation_id: conversationId, message: String(error) });
    }
  }
}
