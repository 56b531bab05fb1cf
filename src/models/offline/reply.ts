import type { Intent } from "./intent.ts";
import type { ToolOutcome } from "./results.ts";

/** What to tell the customer; word.ts finds the words. */
export type Reply =
  /** What a tool of this turn gave, seen from what the customer wanted. */
  | { about: "outcome"; outcome: ToolOutcome; intent: Intent }
  | { about: "intent"; intent: Intent }
  | { about: "ask_which"; for: "view" | "compare" | "buy" }
  | { about: "nothing_shown" | "no_order" | "not_now" };

export type Action = { kind: "call"; tool: string; input: Record<string, unknown> } | { kind: "say"; reply: Reply };
