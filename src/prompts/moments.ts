/** Prompts of the small model for the two moments that frame a conversation: its greeting and its farewell. */
export interface MomentPromptView {
  instructions: string;
  language: string;
  languageName: string;
  seed: number;
  lastWords: string;
}

export const greetingPrompt = `{{{instructions}}}

Task: greeting
Greet a customer who has just opened the chat, before they have said anything: one or two short sentences in {{languageName}}, in your persona's voice,
ending with an open offer to help. Vary your words. No markdown, no lists.
Language: {{language}}
Seed: {{seed}}`;

export const farewellPrompt = `{{{instructions}}}

Task: farewell
The customer is saying goodbye. Answer with one or two warm sentences in {{languageName}} that fit the conversation. No new offers, no markdown.
Their last words: {{{lastWords}}}
Language: {{language}}
Seed: {{seed}}`;
