import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Offering } from "../../../../src/models/offline/results.ts";
import { understandAlone } from "../../../../src/models/offline/understand.ts";
import type { Context } from "../../../../src/models/offline/heard.ts";
import { goods } from "../../../support/model-servers/fake-shop.ts";
import { utterances, type Place } from "./utterances.ts";

const shown: Offering[] = goods.map((one, at) => ({ position: at + 1, highlights: [], ...one }));
const [, second, , fourth] = shown;
if (!second || !fourth) throw new Error("The fake shop has five goods.");

const empty: Context = { shown: [], focus: null, compared: [], order: null };
const places: Record<Place, Context> = {
  empty,
  list: { ...empty, shown },
  focus: { ...empty, shown, focus: second },
  compared: { ...empty, shown, focus: second, compared: [second, fourth] },
  ordered: { ...empty, shown, focus: second, order: { kind: "order", trial: false, status: "pending", reference: "DH-1", items: [] } },
};

describe("what a customer means", () => {
  it.each(utterances)("(%s) %s", (place, said, intent) => {
    expect(understandAlone(said, places[place])).toEqual(intent);
  });

  it("is the same in capitals, with an exclamation mark and with spaces around", () => {
    for (const [place, said, intent] of utterances) {
      const { kind } = understandAlone(`  ${said.toUpperCase()}!  `, places[place]);
      expect({ said, kind }).toEqual({ said, kind: intent.kind });
    }
  });

  it("is found in any text whatever, without failing", () => {
    const words = fc.constantFrom(...utterances.flatMap(([, said]) => said.split(" ")));
    const said = fc.oneof(
      fc.string({ unit: "grapheme" }),
      fc.array(words, { maxLength: 12 }).map((all) => all.join(" ")),
    );
    fc.assert(
      fc.property(said, fc.constantFrom(...Object.values(places)), (text, context) => {
        expect(understandAlone(text, context).kind).toMatch(/^[a-z_]+$/);
      }),
      { seed: 42, numRuns: 500 },
    );
  });
});
