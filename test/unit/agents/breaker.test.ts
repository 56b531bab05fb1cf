import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { admit, afterCall, closedBreaker, type Breaker, type BreakerLimits, type Ending } from "../../../src/agents/breaker.ts";

const limits: BreakerLimits = { failuresToOpen: 3, windowMs: 1000, restMs: 500 };

/** A breaker, a clock and the calls that are under way. */
class Course {
  breaker: Breaker = closedBreaker;
  now = 0;
  /** The call's generation, or null where it was kept from going. */
  begin(): number | null {
    const admission = admit(this.breaker, this.now, limits);
    if (!admission.goes) return null;
    this.breaker = admission.breaker;
    return admission.generation;
  }
  end(generation: number | null, ending: Ending): void {
    if (generation !== null) this.breaker = afterCall(this.breaker, generation, ending, this.now, limits);
  }
  call(ending: Ending): boolean {
    const generation = this.begin();
    this.end(generation, ending);
    return generation !== null;
  }
}

const failing = (times: number) => {
  const course = new Course();
  for (let n = 0; n < times; n++) course.call("failed");
  return course;
};

describe("closed", () => {
  test("it opens with the third failure in a row, and says when it may be tried again", () => {
    expect(failing(2).breaker.kind).toBe("closed");
    const { breaker } = failing(3);
    expect(breaker.kind).toBe("open");
    expect(admit(breaker, 200, limits)).toEqual({ goes: false, retryInMs: 300 });
  });

  test("a success in between begins the count anew, a stop does not", () => {
    const well = failing(2);
    well.call("succeeded");
    well.call("failed");
    expect(well.breaker.kind).toBe("closed");
    const stopped = failing(2);
    stopped.call("released");
    stopped.call("failed");
    expect(stopped.breaker.kind).toBe("open");
  });

  test("failures of long ago are not counted", () => {
    const course = failing(2);
    course.now = 1000;
    course.call("failed");
    course.call("failed");
    expect(course.breaker.kind).toBe("closed");
    course.call("failed");
    expect(course.breaker.kind).toBe("open");
  });
});

describe("rested", () => {
  const rested = () => {
    const course = failing(3);
    course.now = 500;
    return course;
  };

  test("one call goes as a probe, and the others wait for what comes of it", () => {
    const course = rested();
    const probe = course.begin();
    expect([probe === null, course.begin()]).toEqual([false, null]);
    course.end(probe, "succeeded");
    expect([course.breaker.kind, course.call("succeeded")]).toEqual(["closed", true]);
  });

  test("a probe that fails opens it for as long again", () => {
    const course = rested();
    course.call("failed");
    expect(admit(course.breaker, 500, limits)).toEqual({ goes: false, retryInMs: 500 });
  });

  test("a probe that was stopped lets the next one go at once", () => {
    const course = rested();
    course.call("released");
    expect(course.call("succeeded")).toBe(true);
    expect(course.breaker.kind).toBe("closed");
  });

  test("a probe of which nobody ever hears again keeps nothing closed for good", () => {
    const course = rested();
    const lost = course.begin();
    course.now = 1000;
    expect(course.call("succeeded")).toBe(true);
    course.end(lost, "failed");
    expect(course.breaker.kind).toBe("closed");
  });

  test("what began before it opened says nothing of it", () => {
    const course = new Course();
    const early = [course.begin(), course.begin()];
    for (let n = 0; n < 3; n++) course.call("failed");
    course.end(early[0] ?? null, "succeeded");
    expect(course.breaker.kind).toBe("open");
    course.now = 500;
    const probe = course.begin();
    course.end(early[1] ?? null, "failed");
    course.end(probe, "succeeded");
    expect(course.breaker.kind).toBe("closed");
  });
});

test("whatever happens: while it rests nothing goes, once rested one goes at a time, and it never rests for good", () => {
  const endings = fc.constantFrom<Ending>("succeeded", "failed", "released");
  const step = fc.oneof(
    fc.record({ does: fc.constant("call" as const), ending: endings }),
    fc.record({ does: fc.constant("begin" as const) }),
    fc.record({ does: fc.constant("end" as const), ending: endings, which: fc.nat(5) }),
    fc.record({ does: fc.constant("wait" as const), ms: fc.nat(700) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const course = new Course();
      const running: (number | null)[] = [];
      for (const one of steps) {
        const before = course.breaker;
        if (one.does === "wait") course.now += one.ms;
        if (one.does === "end") course.end(running.splice(one.which % Math.max(1, running.length), 1)[0] ?? null, one.ending);
        if (one.does === "call" || one.does === "begin") {
          const generation = course.begin();
          expect(generation === null).toBe(before.kind !== "closed" && course.now < before.until);
          if (one.does === "call") course.end(generation, one.ending);
          else running.push(generation);
        }
        if (course.breaker.kind !== "closed") expect(course.breaker.until).toBeLessThanOrEqual(course.now + limits.restMs);
        expect(course.breaker.generation).toBeGreaterThanOrEqual(before.generation);
      }
      course.now += limits.restMs;
      expect(course.call("succeeded")).toBe(true);
      expect(course.breaker.kind).toBe("closed");
    }),
  );
});
