import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decideAlarm, firstRingMs } from "../../../src/conversations/outbox.ts";

const now = 1_000_000;
const behind = { lastSeq: 9, syncedSeq: 4 };
const level = { lastSeq: 9, syncedSeq: 9 };

describe("the alarm", () => {
  it("sleeps for good once Postgres has everything", () => {
    expect(decideAlarm(level, false, 3, now)).toEqual({ ring: false, nextAt: null });
  });

  it("rings when Postgres is behind, and looks again", () => {
    expect(decideAlarm(behind, false, 0, now)).toEqual({ ring: true, nextAt: now + firstRingMs });
  });

  it("rings for a conversation of which Postgres has not even heard, though nothing was said in it", () => {
    expect(decideAlarm({ lastSeq: 0, syncedSeq: -1 }, false, 0, now)).toEqual({ ring: true, nextAt: now + firstRingMs });
  });

  it.each([
    [1, 30_000],
    [2, 60_000],
    [3, 60_000],
    [5000, 60_000],
  ])("after %i rings in vain waits %i ms: twice as long each time, one minute at most", (rings, wait) => {
    expect(decideAlarm(behind, false, rings, now)).toEqual({ ring: true, nextAt: now + wait });
  });

  it("looks after a running turn, without ringing for what is about to change", () => {
    expect(decideAlarm(behind, true, 7, now)).toEqual({ ring: false, nextAt: now + firstRingMs });
    expect(decideAlarm(level, true, 0, now)).toEqual({ ring: false, nextAt: now + firstRingMs });
  });

  it("never falls asleep on something that Postgres does not have", () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: -1 }), fc.boolean(), fc.nat(), fc.nat(), (lastSeq, syncedSeq, busy, rings, at) => {
        const { ring, nextAt } = decideAlarm({ lastSeq, syncedSeq }, busy, rings, at);
        if (syncedSeq < lastSeq || busy) expect(nextAt).toBeGreaterThan(at);
        else expect(nextAt).toBeNull();
        if (ring) expect(syncedSeq).toBeLessThan(lastSeq);
      }),
      { seed: 20261120 },
    );
  });
});
