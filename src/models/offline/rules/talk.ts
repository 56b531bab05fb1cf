/** Rules for what is not about goods. Pure. */
import { detectLanguage, terms } from "../../../language/index.ts";
import type { Rule } from "../heard.ts";
import { chatTopics, shopTopics, topicOf } from "../lexicon/topics.ts";
import { intents } from "../lexicon/words.ts";

export const emptyRule: Rule = ({ folded }) => (/[a-z0-9]/.test(folded) ? null : { kind: "unknown" });

/** A wish besides the language is the greater one: it is answered in the language asked for. */
export const languageRule: Rule = ({ said, kind, constrains, points }) => {
  const { requested, language } = detectLanguage(said);
  return requested && language !== "unknown" && kind === null && !constrains && !points ? { kind: "language", language } : null;
};

export const topicRule: Rule = ({ folded }) => {
  const topic = topicOf(shopTopics, folded);
  return topic === null ? null : { kind: "question", topic };
};

export const courtesyRule: Rule = ({ folded }) => {
  if (intents.identity.test(folded)) return { kind: "identity" };
  if (intents.help.test(folded)) return { kind: "help" };
  if (intents.goodbye.test(folded)) return { kind: "goodbye" };
  if (intents.thanks.test(folded)) return { kind: "thanks" };
  if (intents.yes.test(folded)) return { kind: "yes" };
  if (intents.no.test(folded)) return { kind: "no" };
  return greets(folded) ? { kind: "greet" } : null;
};

/** A greeting and little else. */
function greets(folded: string): boolean {
  if (!intents.greet.test(folded) || terms(folded).length > 6) return false;
  const rest = folded.replace(intents.greet, "");
  return topicOf(chatTopics, rest) === null && !intents.search.test(rest);
}

export const chatRule: Rule = ({ folded }) => {
  const topic = topicOf(chatTopics, folded);
  return topic === null ? null : { kind: "small_talk", topic };
};
