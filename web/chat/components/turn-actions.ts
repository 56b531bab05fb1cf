import { createContext, useContext } from "react";
import type { ChatMessage } from "../conversation/message.ts";
import type { Rating } from "../wire/api.ts";

/** What can be done with a message that was said. */
export interface TurnActions {
  edit(message: ChatMessage, text: string): void;
  select(messageId: string): void;
  rate(messageId: string, rating: Rating): Promise<void>;
}

/** Null while the conversation cannot be changed: a turn runs, the connection is gone, or staff have it. */
export const TurnActionsContext = createContext<TurnActions | null>(null);
export const useTurnActions = (): TurnActions | null => useContext(TurnActionsContext);
