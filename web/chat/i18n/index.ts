import { createContext, use } from "react";
import type { Language } from "../../../src/platform/ports.ts";
import type { Dictionary } from "./dictionary.ts";
import { en } from "./en.ts";
import { vi } from "./vi.ts";

export type { Dictionary } from "./dictionary.ts";
export { fill } from "./fill.ts";

export const dictionaries: Record<Language, Dictionary> = { vi, en };

export const LanguageContext = createContext<Language>("vi");

export function useLanguage(): Language {
  return use(LanguageContext);
}

/** The page's texts in the reader's language. */
export function useTexts(): Dictionary {
  return dictionaries[use(LanguageContext)];
}
