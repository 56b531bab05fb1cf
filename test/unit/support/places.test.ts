/** Gaps and contradictions are noticed. */
import { expect, it } from "vitest";
import { Places } from "../../support/places.ts";

it("knows the places of which nobody was told, and those beyond the end", () => {
  const places = new Places();
  places.putEvents(
    "c",
    [
      { id: "1", json: "a" },
      { id: "2.1", json: "b" },
      { id: "5", json: "e" },
    ],
    "one",
  );
  places.put("c", 3, "message", "m", "Postgres");
  expect(places.gaps("c", 5)).toEqual([4]);
  expect(places.gaps("c", 4)).toEqual([4, 5]);
});

it("knows where two readers were told different things, each form by itself", () => {
  const places = new Places();
  places.put("c", 1, "chunk", "a", "one");
  places.put("c", 1, "chunk", "a", "two");
  places.put("c", 1, "message", "m", "Postgres");
  places.put("d", 1, "chunk", "z", "one");
  expect(places.conflicts).toEqual([]);
  places.put("c", 1, "chunk", "b", "three");
  expect(places.conflicts).toHaveLength(1);
});
