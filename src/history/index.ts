export { listDeadLetters, storeDeadLetters, type DeadLetter, type StoredDeadLetter } from "./dead-letters.ts";
export { drain, type HistoryPorts, type Outcome } from "./drain.ts";
export { conversationSorts, listConversations, type ConversationQuery, type ConversationSummary } from "./list-conversations.ts";
export { readConversation, readMessages } from "./read-conversation.ts";
export { recordFailures, takeStale } from "./sync.ts";
export { writeHandOvers } from "./upsert.ts";
