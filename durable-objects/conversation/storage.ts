/** The object's SQLite: the only file that knows its tables. What is read here was written here, so rows are trusted as JSON of their type. */
import type { TurnRow } from "../../src/conversations/index.ts";
import type { BotSnapshot, ConversationRecord, LogEvent, LoggedItem, StoredMessage } from "../../src/transcript/index.ts";

import { hasSchema, migrate } from "./migrations.ts";

/** The conversation's row: its record without the bot, which has a row of its own because it never changes. */
interface ConversationDocument {
  record: Omit<ConversationRecord, "bot">;
  /** Turns that have not ended, oldest first. They get a row of their own when they end. */
  active: TurnRow[];
}

interface MessageRow {
  message: StoredMessage;
  /** What happened in the turn that this message settled. */
  events: LogEvent[];
}

/** A value may hold 2 MB in production and more locally: guarded here, so that both behave alike. */
const largestValueBytes = 1_990_000;
/** A block grows to about this size before the next one begins. */
const blockCharacters = 16_000;
const encoder = new TextEncoder();

export class ConversationStorage {
  readonly #storage: DurableObjectStorage;
  #block: { firstSeq: number; characters: number } | null = null;
  #rowsWritten = 0;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
  }

  get #sql(): SqlStorage {
    return this.#storage.sql;
  }

  transaction<Result>(work: () => Result): Result {
    return this.#storage.transactionSync(work);
  }

  /** Resolves when everything written so far is on disk. */
  sync(): Promise<void> {
    return this.#storage.sync();
  }

  /** Makes the tables. Only a conversation that begins has any: asking for one that never did leaves nothing behind. */
  prepare(): void {
    migrate(this.#storage);
  }

  loadConversation(): { record: ConversationRecord; active: TurnRow[] } | null {
    if (!hasSchema(this.#storage)) return null;
    migrate(this.#storage);
    const document = this.#document<ConversationDocument>("conversation");
    const bot = this.#document<BotSnapshot>("bot");
    if (!document || !bot) return null;
    return { record: { ...document.record, bot }, active: document.active };
  }

  saveBot(bot: BotSnapshot): void {
    this.#saveDocument("bot", bot);
  }

  saveConversation({ bot: _, ...record }: ConversationRecord, active: readonly TurnRow[]): void {
    this.#saveDocument("conversation", { record, active: [...active] } satisfies ConversationDocument);
  }

  /** Inserts or replaces. */
  saveMessage(message: StoredMessage, events: readonly LogEvent[]): void {
    const data = JSON.stringify({ message, events });
    if (data.length > largestValueBytes)
      throw new Error(`Message ${message.id} has ${data.length} characters; the most is ${largestValueBytes}.`);
    this.#write("INSERT INTO messages (seq, data) VALUES (?, ?) ON CONFLICT (seq) DO UPDATE SET data = excluded.data", message.seq, data);
  }

  messageAt(seq: number): StoredMessage | null {
    const [row] = this.#messagesWithin(Infinity, "SELECT data FROM messages WHERE seq = ?", seq);
    return row?.message ?? null;
  }

  /** Newest first: at most `limit` rows, and no more after `characters` of JSON. */
  messagesBefore(beforeSeq: number, limit: number, characters = Infinity): StoredMessage[] {
    return this.#messagesWithin(characters, "SELECT data FROM messages WHERE seq < ? ORDER BY seq DESC LIMIT ?", beforeSeq, limit).map(
      (row) => row.message,
    );
  }

  /** Oldest first, with their events: at most `limit` rows, and no more after `characters` of JSON. */
  rowsAfter(afterSeq: number, limit: number, characters = Infinity): MessageRow[] {
    return this.#messagesWithin(characters, "SELECT data FROM messages WHERE seq > ? ORDER BY seq LIMIT ?", afterSeq, limit);
  }

  /** The latest turn of a user message that has ended. */
  turnOf(messageId: string): TurnRow | null {
    const [row] = this.#sql.exec("SELECT data FROM turns WHERE message_id = ? ORDER BY attempt DESC LIMIT 1", messageId).toArray();
    return row ? parse<TurnRow>(row["data"]) : null;
  }

  saveTurn(turn: TurnRow): void {
    this.#write(
      "INSERT INTO turns (message_id, attempt, data) VALUES (?, ?, ?) ON CONFLICT (message_id, attempt) DO UPDATE SET data = excluded.data",
      turn.messageId,
      turn.attempt,
      JSON.stringify(turn),
    );
  }

  /** Packs items of the running turn: one row is written, however many items there are. */
  appendToBlock(firstSeq: number, lines: string): void {
    if (this.#block && this.#block.characters + lines.length < blockCharacters) {
      this.#write("UPDATE turn_blocks SET data = data || ? WHERE first_seq = ?", lines, this.#block.firstSeq);
      this.#block.characters += lines.length;
      return;
    }
    this.#write("INSERT INTO turn_blocks (first_seq, data) VALUES (?, ?)", firstSeq, lines);
    this.#block = { firstSeq, characters: lines.length };
  }

  /** Every packed item, in order. */
  blockItems(): LoggedItem[] {
    const rows = this.#sql.exec("SELECT data FROM turn_blocks ORDER BY first_seq").toArray();
    const lines = rows.flatMap((row) => String(row["data"]).split("\n"));
    return lines.filter((line) => line !== "").map((line) => parse<LoggedItem>(line));
  }

  clearBlocks(): void {
    if (!this.#block && this.#sql.exec("SELECT 1 FROM turn_blocks LIMIT 1").toArray().length === 0) return;
    this.#write("DELETE FROM turn_blocks");
    this.#block = null;
  }

  /** Rows written since the object woke, indexes included: what Cloudflare bills, but for alarms. */
  get rowsWritten(): number {
    return this.#rowsWritten;
  }

  #write(statement: string, ...bindings: (string | number)[]): void {
    for (const value of bindings) guardSize(value);
    this.#rowsWritten += this.#sql.exec(statement, ...bindings).rowsWritten;
  }

  #messagesWithin(characters: number, query: string, ...bindings: number[]): MessageRow[] {
    const rows: MessageRow[] = [];
    let taken = 0;
    for (const row of this.#sql.exec(query, ...bindings)) {
      const data = String(row["data"]);
      rows.push(parse<MessageRow>(data));
      taken += data.length;
      if (taken >= characters) break;
    }
    return rows;
  }

  #document<Document>(name: string): Document | null {
    const [row] = this.#sql.exec("SELECT data FROM documents WHERE name = ?", name).toArray();
    return row ? parse<Document>(row["data"]) : null;
  }

  #saveDocument(name: string, document: object): void {
    this.#write(
      "INSERT INTO documents (name, data) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET data = excluded.data",
      name,
      JSON.stringify(document),
    );
  }
}

function guardSize(value: string | number): void {
  // A character is at most three bytes: most values need no counting.
  if (typeof value === "number" || value.length * 3 <= largestValueBytes) return;
  const bytes = encoder.encode(value).length;
  if (bytes > largestValueBytes) throw new Error(`A value of ${bytes} bytes does not fit; the most is ${largestValueBytes}.`);
}

/** Only this file writes these rows, and migrations keep old ones readable. */
function parse<Value>(data: unknown): Value {
  return JSON.parse(String(data)) as Value;
}
