/** Which messages are found by their ids at once: what customers have asked, and what staff have said. Answers are not: a row each is money. */
import type { LogRow } from "../../src/transcript/index.ts";

/** What staff say has had no attempt at an answer. */
const ofStaff = 0;

export class MessageNames {
  readonly #sql: SqlStorage;
  readonly #write: (statement: string, ...bindings: (string | number)[]) => void;

  constructor(sql: SqlStorage, write: (statement: string, ...bindings: (string | number)[]) => void) {
    this.#sql = sql;
    this.#write = write;
  }

  /** Of an answer: under the id of each message that its turn has answered. */
  save({ seq, message, turn }: LogRow): void {
    if (turn === null) {
      if (message?.authorType === "staff") this.#save(message.id, ofStaff, seq);
      return;
    }
    const { messageId, merged, attempt, answerSeq } = turn;
    for (const one of [messageId, ...merged.map((other) => other.messageId)]) this.#save(one, attempt, answerSeq);
  }

  /** The place of the latest answer to this message. */
  answerSeqOf(messageId: string): number | null {
    const [found] = this.#sql
      .exec("SELECT data FROM turns WHERE message_id = ? AND attempt > ? ORDER BY attempt DESC LIMIT 1", messageId, ofStaff)
      .toArray();
    return found ? Number(found["data"]) : null;
  }

  /** Whether staff have said something under this id. */
  isOfStaff(messageId: string): boolean {
    return this.#sql.exec("SELECT 1 FROM turns WHERE message_id = ? AND attempt = ?", messageId, ofStaff).toArray().length > 0;
  }

  #save(messageId: string, attempt: number, seq: number | null): void {
    this.#write(
      "INSERT INTO turns (message_id, attempt, data) VALUES (?, ?, ?) ON CONFLICT (message_id, attempt) DO UPDATE SET data = excluded.data",
      messageId,
      attempt,
      String(seq),
    );
  }
}
