import type { HistoryPorts } from "../history/index.ts";
import type { QueueBatch } from "./batch.ts";
import { consumeDeadLetters } from "./dead-letters.ts";
import { consumeHistory } from "./history.ts";

export type { QueueBatch, QueueMessage } from "./batch.ts";

/** What the consumers need from the outside. */
export type QueuePorts = HistoryPorts;

const consumers: Record<string, (batch: QueueBatch, ports: QueuePorts) => Promise<void>> = {
  history: consumeHistory,
  "history-dead-letters": consumeDeadLetters,
};

/** Hands a delivery to the consumer of its queue. Throws for a queue without one: its messages are then tried again. */
export async function handleQueue(batch: QueueBatch, ports: QueuePorts): Promise<void> {
  const consume = consumers[batch.queue];
  if (!consume) throw new Error(`No consumer reads the queue ${batch.queue}: add one to src/queues/index.ts.`);
  await consume(batch, ports);
}
