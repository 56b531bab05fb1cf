import { takeStale, type HistoryPorts } from "../history/index.ts";
import { inParallel } from "../platform/in-parallel.ts";
import { reasonOf } from "../platform/reason.ts";

/** A conversation that is behind for longer than this has been forgotten: doorbell, retries and alarm work within it. */
const STALE_MS = 3 * 60_000;
/** Conversations of one sweep; the others come with the next. */
const LIMIT = 500;
const CONCURRENCY = 6;

/** Rings the objects of conversations that Postgres has stopped following. Errors: when Postgres does not answer. */
export async function sweepSync(ports: HistoryPorts): Promise<{ rung: number; failed: number }> {
  const now = ports.clock.now();
  const stale = await takeStale(ports.db, { staleBefore: now - STALE_MS, now, limit: LIMIT });
  const answers = await inParallel(stale, CONCURRENCY, (address) =>
    ports
      .conversations(address)
      .ring(address)
      .then(
        () => true,
        (error: unknown) => {
          ports.log.warn("history.ring_failed", { ...address, reason: reasonOf(error) });
          return false;
        },
      ),
  );
  const rung = answers.filter((answered) => answered).length;
  const result = { rung, failed: answers.length - rung };
  ports.log.info("history.sweep", result);
  return result;
}
