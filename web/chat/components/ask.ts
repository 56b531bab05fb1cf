import { createContext, use } from "react";

/** Says something for the customer, as if typed; null while the assistant cannot be asked. */
export type Ask = (text: string) => void;

export const AskContext = createContext<Ask | null>(null);

export function useAsk(): Ask | null {
  return use(AskContext);
}
