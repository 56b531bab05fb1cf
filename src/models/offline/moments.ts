/** The small roles: the words that open and close a conversation. Pure. */
import type { Language } from "../../platform/ports.ts";
import { phrase } from "./phrases/index.ts";

/** The answer to a system text with a line `Task: greeting` or `Task: farewell`; `Seed: <n>` picks among the ways to say it. */
export function wordMoment(system: string, language: Language): string | null {
  const task = /^Task:\s*(greeting|farewell)\b/im.exec(system)?.[1]?.toLowerCase();
  const seed = Number(/^Seed:\s*(\d+)/im.exec(system)?.[1] ?? 0);
  return task === "greeting" || task === "farewell" ? phrase(language, task, seed) : null;
}
