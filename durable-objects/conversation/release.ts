/** Letting a conversation go to Postgres, and taking it back whole. */
import { firstRingMs, type Address } from "../../src/conversations/index.ts";
import { EdgewiseError } from "../../src/platform/errors.ts";
import { reasonOf } from "../../src/platform/reason.ts";
import type { Desk } from "./desk.ts";

/** Rows of one page on the way back, and characters beyond which it ends early. */
const pageRows = 500;

/** Empties the object, but for the note of whose conversation it was. Postgres holds all of it: the caller has made sure. */
export function release(desk: Desk): void {
  const { storage, address, ports } = desk;
  storage.transaction(() => storage.release(address));
  desk.forget();
  ports.log.info("conversation.released", { conversation_id: address.conversationId });
}

/**
 * Takes a released conversation back, page by page. A process that dies in between begins again: the note goes last.
 * Errors: `unavailable` while Postgres does not answer; nothing is begun in its place.
 */
export async function hydrate(desk: Desk, address: Address): Promise<void> {
  const { storage, ports } = desk;
  try {
    const released = await ports.history.readReleased(address);
    // It has been erased in the meantime: there is no such conversation any more.
    if (released === null) return storage.forgetRelease();
    storage.prepare();
    for (let afterSeq = 0; ;) {
      const rows = await ports.history.readReleasedRows(address, afterSeq, pageRows);
      storage.transaction(() => {
        for (const row of rows) storage.saveNamed(row);
      });
      const last = rows.at(-1);
      if (!last) break;
      afterSeq = last.seq;
    }
    const { record, hash } = released;
    desk.takeIn(record, hash, () => storage.forgetRelease());
    // Who only reads it leaves nothing else that would look after it.
    desk.alarmAt(ports.clock.now() + Math.max(firstRingMs, ports.releaseAfterMs));
    ports.log.info("conversation.hydrated", { conversation_id: address.conversationId, last_seq: record.lastSeq });
  } catch (error) {
    ports.log.warn("conversation.not_hydrated", { conversation_id: address.conversationId, reason: reasonOf(error) });
    throw new EdgewiseError("unavailable", "This conversation sleeps, and its history cannot be read just now. Try again in a moment.", {
      cause: error,
    });
  }
}
