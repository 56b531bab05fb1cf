import type { Language } from "../../src/platform/ports.ts";
import { recall, remember } from "./memory.ts";

export type Theme = "system" | "light" | "dark";

// public/appearance.js reads the same keys before the first paint.
const THEME = "theme";
const LANGUAGE = "language";

export function rememberedTheme(): Theme {
  const theme = recall(THEME);
  return theme === "light" || theme === "dark" ? theme : "system";
}

/** Paints the page in a theme and remembers it. */
export function applyTheme(theme: Theme): void {
  if (theme === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
  remember(THEME, theme === "system" ? null : theme);
}

/** The remembered language, otherwise the browser's: Vietnamese where it speaks it, English elsewhere. */
export function rememberedLanguage(): Language {
  const language = recall(LANGUAGE);
  if (language === "vi" || language === "en") return language;
  return /^vi\b/i.test(navigator.language) ? "vi" : "en";
}

export function applyLanguage(language: Language): void {
  document.documentElement.lang = language;
  remember(LANGUAGE, language);
}
