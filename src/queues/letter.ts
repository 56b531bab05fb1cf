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

/** A body that is no JSON (a queue also carries maps, dates, bytes) is kept as the words that it prints. */
function jsonOf(body: unknown): JsonValue {
  try {
    return z.json().parse(body);
  } catch {
    return { unreadable: String(body) };
  }
}
