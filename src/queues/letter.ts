import { z } from "zod";
import type { DeadLetter } from "../history/index.ts";
import type { JsonValue } from "../platform/ports.ts";
import type { QueueMessage } from "./batch.ts";

const owner = z.object({ tenant_id: z.string().min(1) });
const subject = z.object({ conversation_id: z.string().min(1) });

/**
 * A queue message as a dead letter, whatever its body is.
 * @param reason null: what the conversation's last failed write said.
 */
export function letterOf(message: QueueMessage, queue: string, reason: string | null, now: number): DeadLetter {
  return {
    id: message.id,
    tenantId: owner.safeParse(message.body).data?.tenant_id ?? null,
    conversationId: subject.safeParse(message.body).data?.conversation_id ?? null,
    queue,
    body: jsonOf(message.body),
    attempts: message.attempts,
    reason,
    diedAt: now,
  };
}

/** Nested deeper than this, or in a circle, a body could break whoever reads it next, Postgres included. */
const LEVELS = 32;

/** A body that is no plain JSON (a queue also carries maps, dates, bytes) is kept as the name of what it is. */
function jsonOf(body: unknown): JsonValue {
  const json = isShallow(body, LEVELS) ? z.json().safeParse(body).data : undefined;
  return json === undefined ? { unreadable: Object.prototype.toString.call(body) } : json;
}

function isShallow(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return true;
  return levels > 0 && Object.values(value).every((inner) => isShallow(inner, levels - 1));
}
