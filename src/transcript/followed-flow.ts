import type { Flow } from "../lifecycle/index.ts";
import type { ConversationRecord } from "./records.ts";

/** The flow that a conversation follows now. */
export const followedFlow = ({ bot, flow }: Pick<ConversationRecord, "bot" | "flow">): Flow => flow ?? bot.flow;
