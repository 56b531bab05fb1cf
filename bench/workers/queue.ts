/**
 * A queue for bare workerd, which has only its producer's half: gathers messages and delivers them to the Worker's own consumer
 * in batches as wrangler.toml says (50 messages or one second). What the consumer does not acknowledge is delivered again.
 */
interface Waiting {
  id: string;
  timestamp: Date;
  body: unknown;
  attempts: number;
}

interface Delivered {
  outcome: string;
  ackAll: boolean;
  explicitAcks: string[];
}

/** A service binding with the extra handlers that the flag `service_binding_extra_handlers` gives it. */
interface Consumer {
  queue(name: string, messages: readonly Waiting[]): Promise<Delivered>;
}

interface QueueEnv {
  CONSUMER: Consumer;
}

const batchSize = 50;
const batchMs = 1000;
/** A request's work may go on for 30 s after its answer: what is left then waits for the next message. */
const longestMs = 20_000;

const waiting: Waiting[] = [];
let delivering = false;

async function deliver(consumer: Consumer): Promise<void> {
  const until = Date.now() + longestMs;
  while (waiting.length > 0 && Date.now() < until) {
    if (waiting.length < batchSize) await new Promise((resolve) => setTimeout(resolve, batchMs));
    const batch = waiting.splice(0, batchSize);
    const { ackAll, explicitAcks, outcome } = await consumer.queue("history", batch);
    const acknowledged = new Set(explicitAcks);
    if (outcome === "ok" && (ackAll || acknowledged.size === 0)) continue;
    for (const message of batch) if (!acknowledged.has(message.id)) waiting.push({ ...message, attempts: message.attempts + 1 });
  }
  delivering = false;
}

export default {
  async fetch(request, env, context) {
    const body: unknown = await request.json();
    waiting.push({ id: crypto.randomUUID(), timestamp: new Date(), body, attempts: 1 });
    if (!delivering) {
      delivering = true;
      context.waitUntil(deliver(env.CONSUMER));
    }
    // The producer reads an object out of the answer.
    return Response.json({ metadata: { metrics: { backlogCount: waiting.length, backlogBytes: 0 } } });
  },
} satisfies ExportedHandler<QueueEnv>;
