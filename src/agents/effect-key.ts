import { contentId } from "../platform/ids.ts";
import type { JsonValue } from "../platform/ports.ts";
import type { ConversationRecord } from "../transcript/index.ts";

export interface Effect {
  tenantId: string;
  conversationId: string;
  messageId: string;
  toolName: string;
  /** The arguments as the model wrote them. */
  input: string;
}

/**
 * The idempotency key of an effect: the same effect asked for by the same message has the same key, whichever attempt asks
 * and however it writes its arguments, so that a retry does not order twice (architecture, law 7).
 */
export function effectKey({ tenantId, conversationId, messageId, toolName, input }: Effect): string {
  return contentId(JSON.stringify([tenantId, conversationId, messageId, toolName, canonical(input)]));
}

type Fenced = Pick<ConversationRecord, "tenantId" | "conversationId" | "effects" | "forkedFrom">;

/** The key of a call in this conversation. A fenced fork's keys are those of its origin: there it finds what was done. */
export function effectKeyIn(record: Fenced, messageId: string, { toolName, input }: { toolName: string; input: string }): string {
  const { tenantId, effects, forkedFrom } = record;
  const conversationId = effects === "fenced" && forkedFrom ? forkedFrom.conversationId : record.conversationId;
  return effectKey({ tenantId, conversationId, messageId, toolName, input });
}

function canonical(input: string): string {
  // Nothing at all is how models call a tool without arguments.
  if (input.trim() === "") return "{}";
  try {
    const parsed: JsonValue = JSON.parse(input);
    return JSON.stringify(sorted(parsed));
  } catch {
    // Arguments that are no JSON never run; their key only has to be some key.
    return input;
  }
}

function sorted(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([key, entry]) => [key, sorted(entry)]));
}
