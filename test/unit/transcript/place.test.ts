import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { holds, parsePlace, rewind, suffixOf, type Place } from "../../../src/transcript/place.ts";

const beginning = { generation: 0, rewinds: [] };

describe("the id of an event", () => {
  it("is given back as it came", () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(1000), (seq, generation) => {
        expect(parsePlace(`${seq}${suffixOf(generation)}`)).toEqual({ seq, generation });
      }),
    );
  });

  it.each(["", "x", "-1", "1.", ".1", "1.2.3", "1e3", " 1", "1234567890123456"])("is not %j", (id) => {
    expect(parsePlace(id)).toBeNull();
  });
});

describe("a place", () => {
  it("holds until a later generation gives it out anew", () => {
    const once = rewind(beginning, 41);
    expect(once).toEqual({ generation: 1, rewinds: [{ generation: 1, firstSeq: 41 }] });
    expect(holds({ seq: 40, generation: 0 }, once, 60)).toBe(true);
    expect(holds({ seq: 41, generation: 0 }, once, 60)).toBe(false);
    expect(holds({ seq: 41, generation: 1 }, once, 60)).toBe(true);
    expect(holds({ seq: 61, generation: 1 }, once, 60)).toBe(false);
    expect(holds({ seq: 5, generation: 2 }, once, 60)).toBe(false);
  });

  it("is never trusted where the log says something else there: against a log that remembers everything", () => {
    const step = fc.record({ said: fc.integer({ min: 0, max: 6 }), kept: fc.nat(20) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let course: { generation: number; rewinds: { generation: number; firstSeq: number }[] } = beginning;
        const log: string[] = [];
        const told: { place: Place; word: string }[] = [];
        for (const { said, kept } of steps) {
          for (let word = 0; word < said; word++) {
            log.push(`word ${told.length}`);
            told.push({ place: { seq: log.length, generation: course.generation }, word: `word ${told.length}` });
          }
          log.length = Math.min(log.length, kept);
          course = rewind(course, log.length + 1);
        }
        for (const { place, word } of told) {
          const trusted = holds(place, course, log.length);
          if (trusted) expect(log[place.seq - 1]).toBe(word);
          // Within what is remembered, nothing that is still there is refused either.
          else if (steps.length <= 20) expect(log[place.seq - 1]).not.toBe(word);
        }
      }),
      { numRuns: 300 },
    );
  });
});
