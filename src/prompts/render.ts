import mustache from "mustache";

/** Fills a prompt's slots. Nothing is HTML here, so nothing is escaped. */
export function renderPrompt<View extends object>(template: string, view: View): string {
  return mustache.render(template, view, {}, { escape: (value) => String(value) }).trim();
}

export const languageNames: Record<string, string> = { vi: "Vietnamese", en: "English" };
