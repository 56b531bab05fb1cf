/** Letting a conversation go to Postgres, and taking it back whole. */
import { decideIdle, firstRingMs, type Address } from "../../src/conversations/index.ts";
import { EdgewiseError } from "../../src/platform/errors.ts";
import { reasonOf } from "../../src/platform/reason.ts";
import type { Desk } from "./desk.ts";

/** Rows of one page on the way back, and characters beyond which it ends early. */
const pageRows = 500;

/**
 * Empties the object, but for the note of whose conversation it was, and of when its customer's silence is to be minded.
 * Postgres holds all of it: the caller has made sure.
 */
export function release(desk: Desk): void {
  const { storage, address, ports, alarm } = desk;
  const { at } = decideIdle(desk.record, ports.clock.now());
  storage.transaction(() => storage.release({ ...address, idleAt: at }));
  desk.forget();
  alarm.set([at]);
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
    const now = ports.clock.now();
    desk.alarm.set([now + Math.max(firstRingMs, ports.releaseAfterMs), decideIdle(record, now).at]);
    ports.log.info("conversation.hydrated", { conversation_id: address.conversationId, last_seq: record.lastSeq });
  } catch (error) {
    ports.log.warn("conversation.not_hydrated", { conversation_id: address.conversationId, reason: reasonOf(error) });
    throw new EdgewiseError("unavailable", "This conversation sleeps, and its history cannot be read just now. Try again in a moment.", {
      cause: error,
    });
  }
}

/**
 * Takes a released conversation back, by `comeBack`, where its customer's silence is to be minded now. Whether it is here then.
 * Postgres may be away: then it is tried again.
 */
export async function comeBackInTime(desk: Desk, comeBack: () => Promise<void>): Promise<boolean> {
  const { storage, ports, alarm } = desk;
  const idleAt = storage.released()?.idleAt ?? null;
  if (idleAt === null) return false;
  const late = ports.clock.now() - idleAt;
  if (late < 0) {
    alarm.set([idleAt]);
    return false;
  }
  // What goes wrong is in the log already.
  await comeBack().catch(() => alarm.set([ports.clock.now() + untilNextTry(late)]));
  return desk.begun;
}

/** Twice as late each time, by how late it is: an object that slept in between remembers no count. */
const untilNextTry = (lateMs: number) => Math.min(Math.max(lateMs, 60_000), 900_000);
