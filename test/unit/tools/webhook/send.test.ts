import fc from "fast-check";
import { expect, test } from "vitest";
import { waitAfter } from "../../../../src/tools/webhook/send.ts";

const retryAfter = fc.option(fc.nat(20_000), { nil: null });
const attempt = fc.oneof(
  fc.record({ kind: fc.constant("refused" as const), limited: fc.boolean(), retryAfter }),
  fc.record({
    kind: fc.constant("open" as const),
    cause: fc.constant(new Error("open")),
    status: fc.option(fc.integer({ min: 500, max: 599 }), { nil: null }),
    retryAfter,
    again: fc.boolean(),
  }),
);

test("requests of one effect are few, the pauses between them are bounded, and never shorter than the endpoint has asked for", () => {
  fc.assert(
    fc.property(attempt, fc.integer({ min: 1, max: 10 }), fc.boolean(), (given, tries, idempotent) => {
      const wait = waitAfter(given, tries, idempotent);
      if (wait === null) return;
      expect(tries).toBeLessThan(4);
      expect(wait).toBeLessThanOrEqual(5000);
      if (given.retryAfter !== null) expect(wait).toBe(given.retryAfter);
      if (!idempotent) {
        expect(given.retryAfter).not.toBeNull();
        expect(given.kind === "refused" ? given.limited : given.status === 503).toBe(true);
      }
    }),
  );
});

test("pauses grow", () => {
  const cut = { kind: "open", cause: null, status: null, retryAfter: null, again: true } as const;
  expect([1, 2, 3, 4].map((tries) => waitAfter(cut, tries, true))).toEqual([300, 900, 2700, null]);
});
