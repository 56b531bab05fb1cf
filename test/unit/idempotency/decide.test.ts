import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decideClaim, decideCompletion, decideRenewal, KEPT_MS, LEASE_MS, RENEW_MS, type KeyRow } from "../../../src/idempotency/decide.ts";
import type { Claim, Ending, Run } from "../../../src/idempotency/port.ts";

const now = Date.parse("2026-11-20T10:00:00.000Z");
const answer = new Uint8Array([1, 2, 3]);
const another = new Uint8Array([4]);

const claim = (change: Partial<Claim> = {}): Claim => ({ name: "k", fingerprint: "f", seed: "s1", runner: "r1", joins: false, ...change });
const run = (change: Partial<Run> = {}): Run => ({ name: "k", seed: "s1", runner: "r1", ...change });

function written(decision: { write: KeyRow | null }): KeyRow {
  if (!decision.write) throw new Error("nothing was written");
  return decision.write;
}

const running = () => written(decideClaim(null, claim(), now));
const done = (ending: Ending = { kind: "answered", answer }) => written(decideCompletion(running(), run(), ending));

describe("a key", () => {
  test("that is new is run, under a lease", () => {
    expect(decideClaim(null, claim(), now)).toEqual({
      claimed: { kind: "run", seed: "s1", again: false },
      write: {
        fingerprint: "f",
        seed: "s1",
        runner: "r1",
        leaseUntil: now + LEASE_MS,
        expiresAt: now + KEPT_MS,
        done: false,
        answer: null,
      },
    });
  });

  test("that runs is not run beside itself", () => {
    const second = decideClaim(running(), claim({ seed: "s2", runner: "r2" }), now + LEASE_MS - 1);
    expect(second).toEqual({ claimed: { kind: "running" }, write: null });
  });

  test("that is done is answered as it was, for 24 hours to the millisecond", () => {
    const again = (at: number) => decideClaim(done(), claim({ seed: "s2", runner: "r2" }), at).claimed;
    expect(again(now + KEPT_MS - 1)).toEqual({ kind: "done", seed: "s1", answer });
    expect(again(now + KEPT_MS)).toEqual({ kind: "run", seed: "s2", again: false });
  });

  test.each([
    ["runs", running()],
    ["is done", done()],
    ["was not answered for good", done({ kind: "open" })],
  ])("is refused to another request while the first one %s", (_, row) => {
    for (const joins of [true, false]) {
      expect(decideClaim(row, claim({ fingerprint: "other", joins }), now + 1)).toEqual({ claimed: { kind: "reused" }, write: null });
    }
  });

  test("whose answer is not kept may be tried again at once, under the ids of the first try", () => {
    const again = decideClaim(done({ kind: "open" }), claim({ seed: "s2", runner: "r2" }), now + 1);
    expect(again.claimed).toEqual({ kind: "run", seed: "s1", again: true });
    expect(written(again)).toMatchObject({ seed: "s1", runner: "r2", leaseUntil: now + 1 + LEASE_MS });
  });

  test("whose answer is made again says so by having none", () => {
    expect(decideClaim(done({ kind: "made" }), claim(), now + 1).claimed).toEqual({ kind: "done", seed: "s1", answer: null });
  });
});

describe("a run whose Worker died", () => {
  const taken = () => written(decideClaim(running(), claim({ seed: "s2", runner: "r2" }), now + LEASE_MS));

  test("is taken over when its lease has lapsed, with the ids that it had", () => {
    expect(taken()).toMatchObject({ seed: "s1", runner: "r2", leaseUntil: now + 2 * LEASE_MS });
  });

  test("locks nobody out where the clock went back", () => {
    expect(decideClaim(running(), claim({ runner: "r2" }), now - 60 * 60 * 1000).claimed.kind).toBe("run");
  });

  test("may prove alive after all: the first answer is the answer, and the later run hears of it", () => {
    const first = decideCompletion(taken(), run({ runner: "r1" }), { kind: "answered", answer });
    expect(first.keptBefore).toBeNull();
    const second = decideCompletion(written(first), run({ runner: "r2" }), { kind: "answered", answer: another });
    expect(second).toEqual({ keptBefore: answer, write: null });
  });

  test("frees nothing that another run holds", () => {
    expect(decideCompletion(taken(), run({ runner: "r1" }), { kind: "open" })).toEqual({ keptBefore: null, write: null });
  });
});

describe("a lease", () => {
  test("outlasts two renewals that were lost", () => {
    expect(LEASE_MS).toBeGreaterThan(3 * RENEW_MS);
  });

  test("is renewed by who holds it, and by nobody else", () => {
    const row = running();
    expect(decideRenewal(row, run(), now + RENEW_MS)).toEqual({ ...row, leaseUntil: now + RENEW_MS + LEASE_MS });
    expect(decideRenewal(row, run({ runner: "r2" }), now)).toBeNull();
    expect(decideRenewal(row, run({ seed: "s2" }), now)).toBeNull();
    expect(decideRenewal(done(), run(), now)).toBeNull();
    expect(decideRenewal(null, run(), now)).toBeNull();
  });

  test("keeps a key that still runs at the end of its day from being run again", () => {
    const row = { ...running(), leaseUntil: now + KEPT_MS + 1 };
    expect(decideClaim(row, claim({ runner: "r2" }), now + KEPT_MS).claimed).toEqual({ kind: "running" });
  });
});

describe("a stream", () => {
  const joins = { joins: true } as const;

  test("is joined while it runs and after, under the same ids, and holds no lease", () => {
    const bound = written(decideClaim(null, claim(joins), now));
    expect(bound).toMatchObject({ runner: null, leaseUntil: 0, done: false });
    for (const row of [bound, running(), done()]) {
      const again = decideClaim(row, claim({ ...joins, seed: "s2" }), now + 1);
      expect(again).toEqual({ claimed: { kind: "run", seed: "s1", again: true }, write: null });
    }
  });

  test("may be asked for whole as well: that takes a lease", () => {
    const bound = written(decideClaim(null, claim(joins), now));
    expect(written(decideClaim(bound, claim({ runner: "r2" }), now + 1))).toMatchObject({ seed: "s1", runner: "r2" });
  });
});

test("a completion of a key that is another claim's by now changes nothing", () => {
  const next = written(decideClaim(done(), claim({ seed: "s2" }), now + KEPT_MS));
  expect(decideCompletion(next, run(), { kind: "answered", answer })).toEqual({ keptBefore: null, write: null });
  expect(decideCompletion(null, run(), { kind: "answered", answer })).toEqual({ keptBefore: null, write: null });
});

/** A day with one key: who runs it, and what was kept. */
class Day {
  row: KeyRow | null = null;
  at = now;
  kept: Uint8Array | null | undefined;
  readonly runs: Run[] = [];
  /** Promises that were broken. */
  readonly broken: string[] = [];

  claim(joins: boolean): void {
    const mine = claim({ seed: `s${this.runs.length}`, runner: `r${this.runs.length}`, joins });
    const leaseUntil = this.row?.leaseUntil ?? 0;
    const { claimed, write } = decideClaim(this.row, mine, this.at);
    if (claimed.kind === "run" && !joins) {
      if (this.kept !== undefined) this.broken.push("run again after its answer was kept");
      if (leaseUntil > this.at) this.broken.push("run beside a lease");
      this.runs.push({ name: "k", seed: claimed.seed, runner: mine.runner });
    }
    if (claimed.kind === "done" && claimed.answer !== this.kept) this.broken.push("answered otherwise than kept");
    this.row = write ?? this.row;
  }

  renew(one: Run): void {
    this.row = decideRenewal(this.row, one, this.at) ?? this.row;
  }

  end(one: Run, how: Ending["kind"]): void {
    const ending: Ending = how === "answered" ? { kind: how, answer: new TextEncoder().encode(one.runner) } : { kind: how };
    const { keptBefore, write } = decideCompletion(this.row, one, ending);
    if (this.kept === undefined) {
      if (write?.done) this.kept = write.answer;
    } else if (keptBefore !== this.kept || write) this.broken.push("a second answer took the place of the first");
    this.row = write ?? this.row;
  }
}

test("whatever happens within a day: one seed, one kept answer, and no run beside a lease", () => {
  const wait = fc.nat({ max: LEASE_MS + 5000 });
  const step = fc.oneof(
    fc.record({ verb: fc.constant("claim" as const), joins: fc.boolean(), wait }),
    fc.record({ verb: fc.constant("renew" as const), run: fc.nat(), wait }),
    fc.record({ verb: fc.constant("end" as const), run: fc.nat(), how: fc.constantFrom<Ending["kind"]>("answered", "made", "open"), wait }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const day = new Day();
      for (const one of steps) {
        day.at += one.wait;
        if (one.verb === "claim") day.claim(one.joins);
        else {
          const asked = day.runs[one.run % Math.max(1, day.runs.length)];
          if (asked && one.verb === "renew") day.renew(asked);
          else if (asked && one.verb === "end") day.end(asked, one.how);
        }
        expect(day.broken).toEqual([]);
        const seeds = new Set([...day.runs.map(({ seed }) => seed), ...(day.row ? [day.row.seed] : [])]);
        expect(seeds.size).toBeLessThanOrEqual(1);
      }
    }),
    { numRuns: 2000 },
  );
});
