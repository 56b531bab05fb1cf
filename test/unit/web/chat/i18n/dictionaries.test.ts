import { expect, it } from "vitest";
import { dictionaries, fill } from "../../../../../web/chat/i18n/index.ts";

function texts(value: unknown, path = ""): [string, string][] {
  if (typeof value === "string") return [[path, value]];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => texts(inner, path ? `${path}.${key}` : key));
}

const slots = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? "").toSorted();

it("both languages say everything, with the same slots", () => {
  const vietnamese = new Map(texts(dictionaries.vi));
  const english = new Map(texts(dictionaries.en));
  expect([...english.keys()].toSorted()).toEqual([...vietnamese.keys()].toSorted());
  for (const [path, text] of vietnamese) {
    expect(text.trim(), path).not.toBe("");
    expect(slots(english.get(path) ?? ""), path).toEqual(slots(text));
  }
});

it("fills each slot, and leaves one without a value visible", () => {
  expect(fill("{count} trong {total} sản phẩm", { count: 5, total: 14 })).toBe("5 trong 14 sản phẩm");
  expect(fill("{count} {toString}", { count: 1 })).toBe("1 {toString}");
});
