import type { Language } from "../../../platform/ports.ts";
import { english } from "./en.ts";
import type { PhraseKey, Phrases } from "./keys.ts";
import { vietnamese } from "./vi.ts";

export type { PhraseKey } from "./keys.ts";

const phrases: Readonly<Record<Language, Phrases>> = { vi: vietnamese, en: english };

/** One of the ways to say `key`, its slots filled. `variant` picks; the same number always picks the same. */
export function phrase(language: Language, key: PhraseKey, variant = 0, slots: Readonly<Record<string, string | number>> = {}): string {
  const ways = phrases[language][key];
  const way = ways[Math.abs(variant) % ways.length] ?? ways[0];
  return way.replace(/\{(\w+)\}/g, (_slot, name: string) => String(slots[name] ?? ""));
}
