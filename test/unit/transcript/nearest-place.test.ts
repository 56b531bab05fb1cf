import fc from "fast-check";
import { expect, test } from "vitest";
import { holds, nearestSeq, rewind } from "../../../src/transcript/index.ts";

test("the nearest place of one that is gone holds for every reader, and lies not after it", () => {
  const step = fc.record({ said: fc.integer({ min: 1, max: 30 }), lost: fc.nat(30) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), fc.nat(60), fc.nat(2000), (steps, generation, seq) => {
      let course: Parameters<typeof rewind>[0] = { generation: 0, rewinds: [] };
      let last = 1;
      for (const { said, lost } of steps) {
        last += said;
        const first = Math.max(1, last - lost);
        course = rewind(course, first);
        last = first - 1;
      }
      const place = { seq, generation };
      const nearest = nearestSeq(place, course, last);
      expect(nearest).toBeLessThanOrEqual(Math.max(0, Math.min(seq, last)));
      if (holds(place, course, last)) expect(nearest).toBe(seq);
      // Whoever had read on in that generation had read this place as the log says it now.
      else if (nearest > 0) expect(holds({ seq: nearest, generation }, course, last)).toBe(true);
    }),
  );
});
