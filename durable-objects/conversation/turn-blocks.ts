/** What the running turn has put on disk: its packed items, in a few rows that grow. */

/** A block grows to about this size before the next one begins. */
const blockCharacters = 256_000;

export class TurnBlocks {
  readonly #sql: SqlStorage;
  readonly #write: (statement: string, ...bindings: (string | number)[]) => void;
  /** The last block; null: the next items begin one. */
  #last: { firstSeq: number; characters: number } | null = null;

  constructor(sql: SqlStorage, write: (statement: string, ...bindings: (string | number)[]) => void) {
    this.#sql = sql;
    this.#write = write;
  }

  /** Puts items on disk, from the place of the first: one row is written, however many they are, unless they outgrow it. */
  append(firstSeq: number, packed: readonly string[]): void {
    for (let begun = 0; begun < packed.length;) {
      let end = begun + 1;
      for (let characters = packed[begun]?.length ?? 0; end < packed.length; end++) {
        characters += packed[end]?.length ?? 0;
        if (characters >= blockCharacters) break;
      }
      this.#append(firstSeq + begun, packed.slice(begun, end).join(","));
      begun = end;
    }
  }

  #append(firstSeq: number, packed: string): void {
    if (this.#last && this.#last.characters + packed.length < blockCharacters) {
      this.#write("UPDATE turn_blocks SET data = data || ',' || ? WHERE first_seq = ?", packed, this.#last.firstSeq);
      this.#last.characters += packed.length;
      return;
    }
    this.#write("INSERT INTO turn_blocks (first_seq, data) VALUES (?, ?)", firstSeq, packed);
    this.#last = { firstSeq, characters: packed.length };
  }

  /** Every item, in order, packed as one; null where there is none. */
  read(): { firstSeq: number; packed: string } | null {
    const rows = this.#sql.exec("SELECT first_seq, data FROM turn_blocks ORDER BY first_seq").toArray();
    const [first] = rows;
    return first ? { firstSeq: Number(first["first_seq"]), packed: rows.map((row) => String(row["data"])).join(",") } : null;
  }

  clear(): void {
    if (!this.#last && this.#sql.exec("SELECT 1 FROM turn_blocks LIMIT 1").toArray().length === 0) return;
    this.#write("DELETE FROM turn_blocks");
    this.#last = null;
  }

  /** The rows are gone, or will be with what is around them. */
  forget(): void {
    this.#last = null;
  }
}
