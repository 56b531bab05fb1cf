import fc from "fast-check";
import { expect, test } from "vitest";
import { Pace } from "../../../../durable-objects/conversation/pace.ts";

test("within any time no more come through than the burst and what that time allows", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 50 }),
      fc.integer({ min: 1, max: 20 }),
      fc.array(fc.nat(2000), { maxLength: 300 }),
      (burst, perSecond, waits) => {
        const pace = new Pace(burst, perSecond, 0);
        let now = 0;
        let through = 0;
        for (const wait of waits) {
          now += wait;
          if (pace.take(now)) through += 1;
          expect(through).toBeLessThanOrEqual(burst + (now / 1000) * perSecond + 1e-6);
        }
        expect(new Pace(burst, perSecond, now).take(now), "a patient one is let through").toBe(true);
      },
    ),
  );
});

test("a clock that steps back lets nobody through twice", () => {
  const pace = new Pace(1, 1, 10_000);
  expect([pace.take(10_000), pace.take(5000), pace.take(5500), pace.take(6500)]).toEqual([true, false, false, true]);
});
