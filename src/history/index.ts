export { listDeadLetters, storeDeadLetters, type DeadLetter, type StoredDeadLetter } from "./dead-letters.ts";
export { drain, type Drained, type HistoryPorts, type Outcome } from "./drain.ts";
export {
  conversationSorts,
  listConversations,
  type ConversationFilter,
  type ConversationQuery,
  type ConversationSort,
  type ConversationSummary,
} from "./list-conversations.ts";
export type { Page } from "./page.ts";
export { readConversation, readMessages } from "./read-conversation.ts";
export { recordFailures, takeStale, type Failure } from "./sync.ts";
export { writeHandOvers, type Held } from "./upsert.ts";
