/** The object's SQLite: the only file that knows its table. One row written for a claim, one for its end. */
import type { KeyRow } from "../../src/idempotency/index.ts";

/** Append-only: a step that has run anywhere is never edited, only followed. */
const steps: readonly string[] = [
  // The answer stands last, so that a sweep reads past it.
  `CREATE TABLE keys (
     name TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, seed TEXT NOT NULL, runner TEXT, lease_until INTEGER NOT NULL,
     expires_at INTEGER NOT NULL, done INTEGER NOT NULL, answer BLOB
   ) WITHOUT ROWID`,
];

export class KeyStorage {
  readonly #storage: DurableObjectStorage;
  /** Rows there are; null before anything was asked. */
  #count: number | null = null;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
  }

  get count(): number {
    return (this.#count ??= this.#open());
  }

  find(name: string): KeyRow | null {
    if (this.count === 0) return null;
    const [row] = this.#sql.exec("SELECT * FROM keys WHERE name = ?", name).toArray();
    return row ? toKeyRow(row) : null;
  }

  insert(name: string, row: KeyRow): void {
    const count = this.count;
    this.#sql.exec(
      "INSERT INTO keys (fingerprint, seed, runner, lease_until, expires_at, done, answer, name) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      ...valuesOf(row),
      name,
    );
    this.#count = count + 1;
  }

  update(name: string, row: KeyRow): void {
    this.#sql.exec(
      "UPDATE keys SET fingerprint = ?, seed = ?, runner = ?, lease_until = ?, expires_at = ?, done = ?, answer = ? WHERE name = ?",
      ...valuesOf(row),
      name,
    );
  }

  /** Removes at most `limit` keys whose day is over and that do not run; when the next one's is, null without any. */
  removeExpired(now: number, limit: number): { removed: number; nextExpiry: number | null } {
    const before = this.count;
    const removed = this.#sql
      .exec(
        "DELETE FROM keys WHERE name IN (SELECT name FROM keys WHERE expires_at <= ?1 AND lease_until <= ?1 LIMIT ?2) RETURNING 1",
        ...[now, limit],
      )
      .toArray().length;
    this.#count = before - removed;
    const next = this.#sql.exec("SELECT MIN(expires_at) AS next FROM keys").one()["next"];
    return { removed, nextExpiry: next === null ? null : Number(next) };
  }

  /** Leaves nothing behind: an empty store costs nothing. */
  async clear(): Promise<void> {
    this.#count = null;
    await this.#storage.deleteAll();
  }

  get #sql(): SqlStorage {
    return this.#storage.sql;
  }

  #open(): number {
    this.#sql.exec("CREATE TABLE IF NOT EXISTS migrations (step INTEGER PRIMARY KEY)");
    const done = Number(this.#sql.exec("SELECT COALESCE(MAX(step), 0) AS done FROM migrations").one()["done"]);
    if (done > steps.length) throw new Error(`This store is at schema ${done}, the code knows ${steps.length}: deploy the newer code.`);
    for (const [index, statements] of steps.entries()) {
      if (index < done) continue;
      this.#storage.transactionSync(() => {
        this.#sql.exec(statements);
        this.#sql.exec("INSERT INTO migrations (step) VALUES (?)", index + 1);
      });
    }
    return Number(this.#sql.exec("SELECT COUNT(*) AS count FROM keys").one()["count"]);
  }
}

function valuesOf({ fingerprint, seed, runner, leaseUntil, expiresAt, done, answer }: KeyRow): SqlStorageValue[] {
  return [fingerprint, seed, runner, leaseUntil, expiresAt, Number(done), answer === null ? null : new Uint8Array(answer).buffer];
}

/** Only this file writes these rows. */
function toKeyRow(row: Record<string, SqlStorageValue>): KeyRow {
  const { runner, answer } = row;
  return {
    fingerprint: String(row["fingerprint"]),
    seed: String(row["seed"]),
    runner: typeof runner === "string" ? runner : null,
    leaseUntil: Number(row["lease_until"]),
    expiresAt: Number(row["expires_at"]),
    done: row["done"] === 1,
    answer: answer instanceof ArrayBuffer ? new Uint8Array(answer) : null,
  };
}
