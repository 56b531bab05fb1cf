export { listDeadLetters, storeDeadLetters, type DeadLetter, type StoredDeadLetter } from "./dead-letters.ts";
export { drain } from "./drain.ts";
export { conversationSorts, listConversations, type ConversationQuery, type ConversationSummary } from "./list-conversations.ts";
export { readReleased, readReleasedRows, type Released } from "./hydrate.ts";
export type { Outcome } from "./outcome.ts";
export type { HistoryPorts } from "./ports.ts";
export { readConversation, readMessages } from "./read-conversation.ts";
export { recordFailures, takeStale } from "./sync.ts";
export { writeHandOvers } from "./upsert.ts";
