/** The object's SQLite: the only file that knows its tables, but for the effects'. What is read here was written here, so rows are trusted as JSON of their type. */
import type { Address, TurnContext } from "../../src/conversations/index.ts";
import type { BotSnapshot, ConversationRecord, LogRow, TurnRow } from "../../src/transcript/index.ts";
import { columnsOf, guardSize, rowFrom } from "./log-row.ts";
import { MessageNames } from "./message-names.ts";
import { createSchema, hasSchema, migrateExisting } from "./migrations.ts";
import { olderRecord, olderTurn } from "./older-rows.ts";
import { sharedBot } from "./shared-bots.ts";
import { TurnBlocks } from "./turn-blocks.ts";

/** The conversation's row: its record without the bot, which has a row of its own because it never changes. */
interface ConversationDocument {
  record: Omit<ConversationRecord, "bot">;
  /** Turns that have not ended, oldest first. They get a row of their own when they end. */
  active: TurnRow[];
  /** The link of the hash chain at `syncedSeq`. */
  syncedHash?: string;
  /** User and skill as they were last read: after a sleep the first turn need not wait for them. */
  context?: TurnContext | null;
}

export interface Loaded {
  record: ConversationRecord;
  active: TurnRow[];
  syncedHash: string;
  context: TurnContext | null;
}

/** What is left of a conversation that was released. */
export interface ReleasedNote extends Address {
  /** When its customer's silence is to be minded; null: never. Missing where a version wrote it that minded none. */
  idleAt?: number | null;
}

const messageColumns = "seq, data";

/** The places of the documents in their table. */
const documents = { conversation: 1, bot: 2, released: 3 } as const;
type DocumentName = keyof typeof documents;

export class ConversationStorage {
  readonly #storage: DurableObjectStorage;
  /** What the running turn has put on disk. */
  readonly blocks: TurnBlocks;
  readonly names: MessageNames;
  #rowsWritten = 0;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
    const write = (statement: string, ...bindings: (string | number)[]) => this.#write(statement, ...bindings);
    this.blocks = new TurnBlocks(storage.sql, write);
    this.names = new MessageNames(storage.sql, write);
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

  /** Makes the tables. Only a conversation that begins has any: asking for one that never did leaves nothing behind. Tells whether there were none. */
  prepare(): boolean {
    if (migrateExisting(this.#storage)) return false;
    createSchema(this.#storage);
    return true;
  }

  /** As `prepare`; what an attempt at taking a conversation in has left is gone. */
  prepareEmpty(): void {
    if (!this.prepare()) for (const table of ["log", "turns"]) this.#write(`DELETE FROM ${table}`);
  }

  /** In as few statements as it takes: somebody waits for a conversation that wakes. */
  loadConversation(): Loaded | null {
    if (!migrateExisting(this.#storage)) return null;
    const rows = this.#sql.exec("SELECT id, data FROM documents WHERE id IN (?, ?)", documents.conversation, documents.bot).toArray();
    const dataOf = (name: DocumentName) => rows.find(({ id }) => id === documents[name])?.["data"];
    const [data, botData] = [dataOf("conversation"), dataOf("bot")];
    if (data === undefined || botData === undefined) return null;
    const document = parse<ConversationDocument>(data);
    // Conversations of one bot share it in memory: it is most of what they hold.
    const record = olderRecord({ ...document.record, bot: sharedBot(String(botData)) });
    return { record, active: document.active.map(olderTurn), syncedHash: document.syncedHash ?? "", context: document.context ?? null };
  }

  saveBot(bot: BotSnapshot): void {
    this.#saveDocument("bot", bot);
  }

  saveConversation({ record: { bot: _, ...record }, ...rest }: Loaded): void {
    this.#saveDocument("conversation", { record, ...rest } satisfies ConversationDocument);
  }

  /** Inserts or replaces. */
  saveRow(row: LogRow): void {
    const { seq, data, stream, recording } = columnsOf(row);
    this.#write(
      `INSERT INTO log (seq, data, stream, recording) VALUES (?, ?, ?, ?)
       ON CONFLICT (seq) DO UPDATE SET data = excluded.data, stream = excluded.stream, recording = excluded.recording`,
      seq,
      data,
      stream,
      recording,
    );
  }

  /** A row, and the ids under which it is found. */
  saveNamed(row: LogRow): void {
    this.saveRow(row);
    this.names.save(row);
  }

  /** A row without its stream and recording. */
  rowAt(seq: number): LogRow | null {
    return this.#rows(Infinity, `SELECT ${messageColumns} FROM log WHERE seq = ?`, seq)[0] ?? null;
  }

  streamAt(seq: number): string | null {
    const [row] = this.#sql.exec("SELECT stream FROM log WHERE seq = ?", seq).toArray();
    return typeof row?.["stream"] === "string" ? row["stream"] : null;
  }

  /** Newest first, without streams and recordings: at most `limit` rows, and no more after `characters` of JSON. */
  rowsBefore(beforeSeq: number, limit: number, characters = Infinity): LogRow[] {
    return this.#rows(characters, `SELECT ${messageColumns} FROM log WHERE seq < ? ORDER BY seq DESC LIMIT ?`, beforeSeq, limit);
  }

  /** Oldest first, whole: at most `limit` rows, and no more after `characters` of JSON. */
  rowsAfter(afterSeq: number, limit: number, characters = Infinity): LogRow[] {
    return this.#rows(characters, "SELECT seq, data, stream, recording FROM log WHERE seq > ? ORDER BY seq LIMIT ?", afterSeq, limit);
  }

  /** As `rowsAfter`, without what readers are not told: recordings, and streams unless `words` are wanted. */
  rowsToTell(afterSeq: number, limit: number, characters: number, words: boolean): LogRow[] {
    const columns = words ? `${messageColumns}, stream` : messageColumns;
    return this.#rows(characters, `SELECT ${columns} FROM log WHERE seq > ? ORDER BY seq LIMIT ?`, afterSeq, limit);
  }

  /** The message with this id, wherever it is: every row may have to be read. */
  findMessage(id: string): LogRow | null {
    const query = `SELECT ${messageColumns} FROM log WHERE json_extract(data, '$.message.id') = ? ORDER BY seq DESC LIMIT 1`;
    return this.#rows(Infinity, query, id)[0] ?? null;
  }

  /** Where the messages after this place are, what each follows and who has said it, oldest first. */
  messagePlacesAfter(seq: number): { seq: number; previousSeq: number; authorType: string }[] {
    const query = `SELECT seq, json_extract(data, '$.previousSeq') AS previous, json_extract(data, '$.message.authorType') AS author FROM log
      WHERE seq > ? AND json_extract(data, '$.message.id') IS NOT NULL ORDER BY seq`;
    const rows = this.#sql.exec(query, seq).toArray();
    return rows.map((row) => ({ seq: Number(row["seq"]), previousSeq: Number(row["previous"]), authorType: String(row["author"]) }));
  }

  count(): { messages: number; recordings: number } {
    const row = this.#sql.exec("SELECT COUNT(*) AS messages, COUNT(recording) AS recordings FROM log").one();
    return { messages: Number(row["messages"]), recordings: Number(row["recordings"]) };
  }

  /** The latest turn of a user message that has ended. */
  turnOf(messageId: string): TurnRow | null {
    const seq = this.names.answerSeqOf(messageId);
    return seq === null ? null : (this.rowAt(seq)?.turn ?? null);
  }

  /** Forgets everything but the effects, which happen at most once also after a sleep, and whose conversation it was. */
  release(note: ReleasedNote): void {
    for (const table of ["log", "turns", "turn_blocks", "documents"]) this.#write(`DELETE FROM ${table}`);
    this.blocks.forget();
    this.#saveDocument("released", note);
  }

  /** Whose conversation was released from here; null where none was. */
  released(): ReleasedNote | null {
    return hasSchema(this.#storage) ? this.#document<ReleasedNote>("released") : null;
  }

  forgetRelease(): void {
    this.#write("DELETE FROM documents WHERE id = ?", documents.released);
  }

  /** Everything, the tables as well. Begun at once: what is written after the call is of another conversation, and stays. */
  async erase(): Promise<void> {
    this.blocks.forget();
    await Promise.all([this.#storage.deleteAlarm(), this.#storage.deleteAll()]);
  }

  /** Rows written since the object woke, indexes included: what Cloudflare bills, but for alarms. */
  get rowsWritten(): number {
    return this.#rowsWritten;
  }

  /** Writes to a table of another file's, counted along with ours. */
  write(statement: string, ...bindings: string[]): void {
    this.#write(statement, ...bindings);
  }

  /** Cells of a table of another file's, as text. */
  read(query: string, ...bindings: string[]): string[][] {
    return Array.from(this.#sql.exec(query, ...bindings).raw(), (cells) => cells.map(String));
  }

  #write(statement: string, ...bindings: (string | number | null)[]): void {
    for (const value of bindings) guardSize(value);
    this.#rowsWritten += this.#sql.exec(statement, ...bindings).rowsWritten;
  }

  #rows(characters: number, query: string, ...bindings: (number | string)[]): LogRow[] {
    const rows: LogRow[] = [];
    let taken = 0;
    for (const columns of this.#sql.exec(query, ...bindings)) {
      const row = rowFrom(columns);
      rows.push(row);
      taken += String(columns["data"]).length + (row.stream?.length ?? 0) + (row.recording?.length ?? 0);
      if (taken >= characters) break;
    }
    return rows;
  }

  #document<Document>(name: DocumentName): Document | null {
    const [row] = this.#sql.exec("SELECT data FROM documents WHERE id = ?", documents[name]).toArray();
    return row ? parse<Document>(row["data"]) : null;
  }

  #saveDocument(name: DocumentName, document: object): void {
    this.#write(
      "INSERT INTO documents (id, data) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET data = excluded.data",
      documents[name],
      JSON.stringify(document),
    );
  }
}

/** Only this file writes these rows, and older-rows.ts keeps old ones readable. */
function parse<Value>(data: unknown): Value {
  return JSON.parse(String(data)) as Value;
}
