import { storeDeadLetters, type HistoryPorts } from "../history/index.ts";
import { reasonOf } from "../platform/reason.ts";
import { delayAfter } from "./backoff.ts";
import type { QueueBatch } from "./batch.ts";
import { letterOf } from "./letter.ts";

/** Consumes `<queue>-dead-letters`: keeps in Postgres what the queue gave up, so that it is read and not deleted. */
export async function consumeDeadLetters(batch: QueueBatch, ports: Pick<HistoryPorts, "db" | "clock" | "log">): Promise<void> {
  const origin = batch.queue.replace(/-dead-letters$/, "");
  const now = ports.clock.now();
  try {
    await storeDeadLetters(
      ports.db,
      batch.messages.map((message) => letterOf(message, origin, null, now)),
    );
    for (const message of batch.messages) message.ack();
    ports.log.warn("queue.dead_letters", { queue: origin, count: batch.messages.length });
  } catch (error) {
    ports.log.error("queue.dead_letters_not_stored", { queue: origin, count: batch.messages.length, reason: reasonOf(error) });
    for (const message of batch.messages) message.retry({ delaySeconds: delayAfter(message.attempts) });
  }
}
