import type { Language } from "../../../platform/ports.ts";
import { english } from "./en.ts";
import type { PhraseKey, Phrases } from "./keys.ts";
import { vietnamese } from "./vi.ts";

export type { PhraseKey } from "./keys.ts";

const phrases: Readonly<Record<Language, Phrases>> = { vi: vietnamese, en: english };

export type Slots = Readonly<Record<string, string | number>>;

/** Says things in one language; which of the ways to say one, the turn decides. */
export interface Voice {
  language: Language;
  say: (key: PhraseKey, slots?: Slots) => string;
  /** "a, b và c", "a, b, and c". */
  list: (items: readonly string[]) => string;
}

export function voiceOf(language: Language, turn: number): Voice {
  const format = new Intl.ListFormat(language === "vi" ? "vi-VN" : "en-US");
  return { language, say: (key, slots = {}) => phrase(language, key, turn, slots), list: (items) => format.format(items) };
}

/** One of the ways to say `key`, its slots filled. `variant` picks; the same number always picks the same. */
export function phrase(language: Language, key: PhraseKey, variant = 0, slots: Slots = {}): string {
  const ways = phrases[language][key];
  const way = ways[Math.abs(variant) % ways.length] ?? ways[0];
  return way.replace(/\{(\w+)\}/g, (_slot, name: string) => String(slots[name] ?? ""));
}
