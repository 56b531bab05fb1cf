import { randomUUID } from "node:crypto";
import type { Address } from "../../src/conversations/port.ts";
import type { QueueBatch, QueueMessage } from "../../src/queues/index.ts";

/** A queue message that remembers what became of it. */
export interface TestMessage extends QueueMessage {
  fate: "acknowledged" | { retriedAfter: number | undefined } | null;
}

export function queueMessage(body: unknown, attempts = 1, id: string = randomUUID()): TestMessage {
  const message: TestMessage = {
    id,
    body,
    attempts,
    fate: null,
    // As the platform has it: the first call counts.
    ack: () => void (message.fate ??= "acknowledged"),
    retry: (options) => void (message.fate ??= { retriedAfter: options?.delaySeconds }),
  };
  return message;
}

export const doorbellOf = ({ tenantId, conversationId }: Address, seq: number) => ({
  tenant_id: tenantId,
  conversation_id: conversationId,
  seq,
});

export const batchOf = (queue: string, messages: readonly QueueMessage[]): QueueBatch => ({ queue, messages });
