import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decideAlarm, firstRingMs } from "../../../src/conversations/outbox.ts";

const now = 1_000_000_000;
const releaseAfterMs = 3_600_000;
const behind = { lastSeq: 9, syncedSeq: 4, updatedAt: now };
const level = { lastSeq: 9, syncedSeq: 9, updatedAt: now };
const quiet = { busy: false, watched: false, now, releaseAfterMs };

describe("the alarm", () => {
  it("comes back to release the conversation once Postgres has everything", () => {
    expect(decideAlarm(level, quiet)).toEqual({ ring: false, release: false, nextAt: now + releaseAfterMs });
  });

  it("releases it when nobody has spoken for long enough, and nobody listens", () => {
    const later = { ...quiet, now: now + releaseAfterMs };
    expect(decideAlarm(level, later)).toEqual({ ring: false, release: true, nextAt: null });
    expect(decideAlarm(level, { ...later, watched: true })).toEqual({ ring: false, release: false, nextAt: now + 2 * releaseAfterMs });
  });

  it("rings when Postgres is behind, and looks again", () => {
    expect(decideAlarm(behind, quiet)).toEqual({ ring: true, release: false, nextAt: now + firstRingMs });
  });

  it("rings for a conversation of which Postgres has not even heard, though nothing was said in it", () => {
    const untold = { lastSeq: 0, syncedSeq: -1, updatedAt: now };
    expect(decideAlarm(untold, quiet)).toEqual({ ring: true, release: false, nextAt: now + firstRingMs });
  });

  it.each([
    [-5_000, 8_000],
    [8_000, 8_000],
    [16_000, 16_000],
    [32_000, 32_000],
    [64_000, 45_000],
    [3_600_000, 45_000],
  ])("%i ms after the last thing happened waits %i ms: twice as long each time, 45 seconds at most", (waited, wait) => {
    const so = { ...quiet, now: now + waited };
    expect(decideAlarm(behind, so)).toEqual({ ring: true, release: false, nextAt: so.now + wait });
  });

  it("looks after a running turn, without ringing for what is about to change", () => {
    const busy = { ...quiet, busy: true };
    expect(decideAlarm(behind, busy)).toEqual({ ring: false, release: false, nextAt: now + firstRingMs });
    expect(decideAlarm(level, busy)).toEqual({ ring: false, release: false, nextAt: now + firstRingMs });
  });

  it("never lets go of, nor falls asleep on, something that Postgres does not have", () => {
    const record = fc.record({ lastSeq: fc.nat(), syncedSeq: fc.integer({ min: -1 }), updatedAt: fc.nat() });
    const situation = fc.record({
      busy: fc.boolean(),
      watched: fc.boolean(),
      now: fc.nat(),
      releaseAfterMs: fc.integer({ min: 1, max: 1e9 }),
    });
    fc.assert(
      fc.property(record, situation, (one, so) => {
        const { ring, release, nextAt } = decideAlarm(one, so);
        const unheld = one.syncedSeq < one.lastSeq;
        if (release) expect([unheld, so.busy, so.watched]).toEqual([false, false, false]);
        else expect(nextAt).toBeGreaterThan(so.now);
        if (ring) expect(unheld).toBe(true);
      }),
    );
  });
});
