/** What the object has at hand while it is awake: the record, the recent messages, the customer's context. */
import { firstRingMs, recentLimit, recentMessages, type Address, type RecentRow, type TurnContext } from "../../src/conversations/index.ts";
import type { ConversationRecord, LogRow, StoredMessage, TurnRow } from "../../src/transcript/index.ts";
import { EdgewiseError } from "../../src/platform/errors.ts";
import { Alarm } from "./alarm.ts";
import { Backlog } from "./backlog.ts";
import { rowEntries } from "./entry.ts";
import { Journal } from "./journal.ts";
import type { ConversationPorts } from "./ports.ts";
import type { ConversationStorage, Loaded } from "./storage.ts";

/** Characters of JSON, beyond which no more rows are read ahead: one row may hold 2 MB. */
const readAhead = 1_000_000;
/** Rows at hand, beyond which they are read again. */
const mostRows = 400;
/** Characters of JSON that user and skill may have to be kept with the conversation. */
const keptContext = 4_000;
/** Postgres is rung for this often at the most. */
const ringEveryMs = 1000;
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
  readonly alarm: Alarm;
  readonly journal: Journal;
  readonly backlog = new Backlog();
  #record: ConversationRecord | null = null;
  /** The link of the hash chain at the record's `syncedSeq`. */
  syncedHash = "";
  /** Rows by their place: those of the branch that is talked on, and maybe some more. */
  #rows = new Map<number, RecentRow>();
  #context: { value: Promise<TurnContext>; until: number } | null = null;
  /** What was read last, where it is small enough to be written along with the conversation. */
  #lastContext: TurnContext | null = null;
  #rungAt = 0;
  #ringing: ReturnType<typeof setTimeout> | null = null;

  constructor(storage: ConversationStorage, ports: ConversationPorts, object: ObjectPorts) {
    this.storage = storage;
    this.ports = ports;
    this.waitUntil = object.waitUntil;
    this.startOver = object.startOver;
    this.journal = new Journal(() => storage.sync());
    this.alarm = new Alarm(object.setAlarm);
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

  /** A conversation is here from now on: its row, the bot's and those of `write` in one transaction. Throws when they are not on disk. */
  takeIn(record: ConversationRecord, syncedHash: string, write: () => void): void {
    this.#record = record;
    this.syncedHash = syncedHash;
    try {
      this.storage.transaction(() => {
        write();
        this.storage.saveBot(record.bot);
        this.save([]);
      });
    } catch (error) {
      this.forget();
      throw error;
    }
  }

  /** Takes what is on disk for true. */
  adopt({ record, syncedHash, context }: Loaded): void {
    this.#record = record;
    this.syncedHash = syncedHash;
    this.#lastContext = context;
    // Used once, while it is read anew.
    if (context) this.#context = { value: Promise.resolve(context), until: 0 };
  }

  /** The conversation is not here any more. */
  forget(): void {
    this.#record = null;
    this.alarm.fired();
    this.syncedHash = "";
    this.#rows = new Map();
    this.#context = null;
    this.#lastContext = null;
  }

  /** Writes where the conversation stands, with its turns that have not ended. */
  save(active: readonly TurnRow[]): void {
    const context = this.#lastContext;
    this.storage.saveConversation({ record: this.record, active: [...active], syncedHash: this.syncedHash, context });
  }

  get address(): Address {
    const { tenantId, conversationId } = this.record;
    return { tenantId, conversationId };
  }

  /** Recent messages of the branch that is talked on, oldest first. */
  history(): StoredMessage[] {
    const messages = recentMessages((seq) => this.#rowAt(seq), this.record.headSeq);
    const oldest = messages[0]?.seq ?? 0;
    if (this.#rows.size > 3 * recentLimit) for (const seq of this.#rows.keys()) if (seq < oldest) this.#rows.delete(seq);
    return messages;
  }

  #rowAt(seq: number): RecentRow | undefined {
    // What came right before is wanted next, on most branches.
    if (!this.#rows.has(seq)) for (const row of this.storage.rowsBefore(seq + 1, recentLimit, readAhead)) this.remember(row);
    return this.#rows.get(seq);
  }

  /** Tells the readers of a row that has been written. */
  publish(row: LogRow): void {
    this.remember(row);
    for (const entry of rowEntries(row, this.record)) this.journal.append(entry);
  }

  /** Keeps a row that has just been written or read at hand. */
  remember({ seq, message, previousSeq }: LogRow): void {
    // Where only staff talk, no prompt is made that would sort these out.
    if (this.#rows.size > mostRows) this.#rows.clear();
    this.#rows.set(seq, { message, previousSeq });
  }

  /**
   * User and skill. Only the first turn waits for them: what has grown old is used once more while it is read anew,
   * so that nothing lies between a message and its first word.
   * @param known where there is nothing to read.
   */
  context(known?: Promise<TurnContext>): Promise<TurnContext> {
    const last = this.#context;
    if (last && last.until >= this.ports.clock.now()) return last.value;
    const fresh = this.#loadContext(known);
    this.waitUntil(fresh);
    return last ? last.value : fresh;
  }

  #loadContext(known?: Promise<TurnContext>): Promise<TurnContext> {
    const { record } = this;
    const { tenantId, userId, skillId } = record;
    const value = known ?? this.ports.loadContext(tenantId, userId, skillId);
    this.#context ??= { value, until: this.ports.clock.now() + contextMs };
    return value.then((context) => {
      // Erased in the meantime, and maybe begun again by somebody else.
      if (this.#record?.userId !== userId || this.#record.startedAt !== record.startedAt) return context;
      this.#lastContext = JSON.stringify(context).length <= keptContext ? context : null;
      const missing = !context.user || (skillId !== null && !context.skill);
      this.#context = { value, until: this.ports.clock.now() + (missing ? missingContextMs : contextMs) };
      return context;
    });
  }

  /** Makes sure that the alarm looks after what has just been accepted, even if this process dies now. */
  wakeLater(): void {
    const now = this.ports.clock.now();
    this.alarm.noLaterThan(now + firstRingMs, now);
  }

  /** Rings for Postgres, once for all that happens within a second: the queue gathers for as long before it delivers. */
  ringSoon(): void {
    if (this.#ringing !== null) return;
    const wait = this.#rungAt + ringEveryMs - this.ports.clock.now();
    if (wait <= 0 || wait > ringEveryMs) return this.waitUntil(this.ring());
    this.#ringing = setTimeout(() => {
      this.#ringing = null;
      this.waitUntil(this.ring());
    }, wait);
  }

  /** Rings for Postgres. A doorbell that fails is no loss: the alarm rings again. */
  async ring(): Promise<void> {
    if (!this.begun) return;
    const { conversationId, lastSeq } = this.record;
    this.#rungAt = this.ports.clock.now();
    try {
      await this.ports.ringHistory(this.address, lastSeq);
    } catch (error) {
      this.ports.log.warn("history.ring_failed", { conversation_id: conversationId, message: String(error) });
    }
  }
}
