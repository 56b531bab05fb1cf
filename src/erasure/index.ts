export { eraseConversation } from "./erase-conversation.ts";
export { eraseUser } from "./erase-user.ts";
export type { ErasurePorts } from "./ports.ts";
export type { Receipt } from "./receipt.ts";
