/** Greeting and farewell: one short call of the small model, our own words when it fails. */
import type { LanguageModelV4 } from "@ai-sdk/provider";
import type { BotSnapshot } from "../transcript/index.ts";
import { within } from "../platform/deadline.ts";
import type { Language, Log, Randomness } from "../platform/ports.ts";
import { reasonOf } from "../platform/reason.ts";
import { farewellPrompt, greetingPrompt, languageNames, renderPrompt, type MomentPromptView } from "../prompts/index.ts";
import { phrases } from "./phrases.ts";

export interface MomentPorts {
  model: () => LanguageModelV4;
  random: Randomness;
  log: Log;
  /** Fires when the words are no longer wanted. */
  signal?: AbortSignal;
}

/** How long a customer waits for a greeting before ours is good enough. */
const patienceMs = 4000;

/** The words with which the bot opens the conversation. Never rejects. */
export function composeGreeting(bot: BotSnapshot, language: Language, ports: MomentPorts): Promise<string> {
  return compose("greeting", greetingPrompt, bot, language, "", ports);
}

/** The words with which the bot ends it. Never rejects. */
export function composeFarewell(bot: BotSnapshot, language: Language, lastWords: string, ports: MomentPorts): Promise<string> {
  return compose("farewell", farewellPrompt, bot, language, lastWords, ports);
}

async function compose(
  moment: "greeting" | "farewell",
  template: string,
  bot: BotSnapshot,
  language: Language,
  lastWords: string,
  ports: MomentPorts,
): Promise<string> {
  const view: MomentPromptView = {
    instructions: bot.instructions,
    language,
    languageName: languageNames[language] ?? language,
    seed: Math.floor(ports.random() * 1000),
    lastWords,
  };
  const patience = new AbortController();
  try {
    const call = ports.model().doGenerate({
      prompt: [
        { role: "system", content: renderPrompt(template, view) },
        { role: "user", content: [{ type: "text", text: lastWords || "…" }] },
      ],
      maxOutputTokens: 200,
      abortSignal: ports.signal ? AbortSignal.any([ports.signal, patience.signal]) : patience.signal,
    });
    // A model that ignores its signal is left behind.
    const answer = await within(patienceMs, call);
    const words = answer.content.flatMap((part) => (part.type === "text" ? [part.text] : [])).join("");
    if (words.trim() !== "") return words.trim();
  } catch (error) {
    patience.abort(error);
    ports.log.warn(`${moment}.failed`, { message: reasonOf(error) });
  }
  return phrases[moment][language];
}
