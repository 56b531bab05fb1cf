import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { contentId, mayBeOurs, uuidIds } from "../../../src/platform/ids.ts";

describe("the id of a content", () => {
  it.each([
    ["Chào", "404c83c6-e16a-514a-9c3d-4cfca3944b4b"],
    ["", "2e76b441-8934-5449-9623-83c86a4ebb91"],
  ])("of %j is the same for ever: what is stored under it must be found again", (text, id) => {
    expect(contentId(text)).toBe(id);
  });

  it("is the same for the same text and another for any other", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" }), (one, other) => {
        expect(contentId(one) === contentId(other)).toBe(one === other);
        expect(contentId(one)).toBe(contentId([...one].join("")));
      }),
      { seed: 20261120 },
    );
  });
});

describe("a new id", () => {
  it("says what it names, and later ones sort after earlier ones", () => {
    const ids = Array.from({ length: 200 }, () => uuidIds.next("msg"));
    expect(ids.every((id) => /^msg_[0-9a-f]{8}-[0-9a-f]{4}-7/.test(id))).toBe(true);
    expect(new Set(ids).size).toBe(200);
    expect(ids.toSorted()).toEqual(ids);
  });

  it("is told by its form from ids of content and of callers", () => {
    const id = uuidIds.next("msg");
    expect(mayBeOurs(id, "msg")).toBe(true);
    const others = [`msg_${contentId("Chào")}`, uuidIds.next("turn"), id.toUpperCase(), ` ${id}`, `${id}1`, "msg_1", "m1", ""];
    for (const other of others) expect(mayBeOurs(other, "msg"), other).toBe(false);
  });
});
