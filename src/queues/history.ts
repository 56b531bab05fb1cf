import type { Address } from "../conversations/index.ts";
import {
  drain,
  recordFailures,
  storeDeadLetters,
  type DeadLetter,
  type HistoryPorts,
  type Outcome,
  doorbellSchema,
  type Doorbell,
} from "../history/index.ts";
import { reasonOf } from "../platform/reason.ts";
import { delayAfter } from "./backoff.ts";
import type { QueueBatch, QueueMessage } from "./batch.ts";
import { letterOf } from "./letter.ts";

/** Deliveries after which a conversation that Postgres refuses becomes a dead letter. */
const ATTEMPTS = 5;
/**
 * Deliveries of a doorbell while Postgres is away: 35 seconds of them. Then the alarm of the object's, which rings every 45 seconds,
 * is the only one that goes on: doorbells that all stayed would be more than the minutes of the outage.
 */
const ATTEMPTS_WHILE_DOWN = 4;

/** The doorbells of one conversation: however often it rang, it is followed once. */
interface Ringing {
  address: Address;
  seq: number;
  attempts: number;
  messages: QueueMessage[];
}

type Failed = Ringing & { outcome: Extract<Outcome, { kind: "failed" }> };

/**
 * Consumes the queue `history`: pulls what the objects hold, writes it to Postgres in one request, tells the objects.
 * While Postgres does not answer, a doorbell is tried again for half a minute; one that Postgres refuses is dead after five deliveries.
 * Whatever happens to a doorbell, nothing is lost by it: the data stays in the object, whose alarm rings again.
 */
export async function consumeHistory(batch: QueueBatch, ports: HistoryPorts): Promise<void> {
  const { ringing, malformed } = sort(batch.messages);
  const now = ports.clock.now();
  await bury(
    malformed.map((message) => [letterOf(message, batch.queue, "not a doorbell", now), [message]]),
    ports,
  );

  const drained = await drain(
    ringing.map((one) => one.address),
    ports,
  );
  const outcomes = new Map(drained.map(({ address, outcome }) => [keyOf(address), outcome]));
  const failed: Failed[] = [];
  for (const one of ringing) {
    const outcome = outcomes.get(keyOf(one.address)) ?? { kind: "postgres-down" };
    if (outcome.kind === "followed") for (const message of one.messages) message.ack();
    else if (outcome.kind === "postgres-down") leaveToAlarm(one.messages);
    else failed.push({ ...one, outcome });
  }
  await settleFailed(failed, batch.queue, ports);
  ports.log.info("history.delivery", { doorbells: batch.messages.length, conversations: ringing.length, failed: failed.length });
}

async function settleFailed(failed: readonly Failed[], queue: string, ports: HistoryPorts): Promise<void> {
  for (const one of failed) retry(one.attempts < ATTEMPTS ? one.messages : []);
  const dead = failed.filter((one) => one.attempts >= ATTEMPTS);
  await Promise.all([
    bury(
      dead.map((one) => [letterOfFailed(one, queue, ports.clock.now()), one.messages]),
      ports,
    ),
    note(failed, ports),
  ]);
}

/** For people and for the sweep. Postgres may be failing in any way just now, so this may fail, too. */
async function note(failed: readonly Failed[], ports: HistoryPorts): Promise<void> {
  const failures = failed.map(({ address, seq, attempts, outcome }) => ({
    ...address,
    seq: outcome.upToSeq ?? seq,
    reason: outcome.reason,
    attempts,
  }));
  for (const { tenantId, conversationId, reason, attempts } of failures) {
    ports.log.warn("history.failed", { tenant_id: tenantId, conversation_id: conversationId, reason, attempts });
  }
  await recordFailures(ports.db, failures, ports.clock.now()).catch((error: unknown) => {
    ports.log.error("history.failure_not_recorded", { reason: reasonOf(error) });
  });
}

/** Keeps dead letters and acknowledges their messages; where that fails, they are tried again. */
async function bury(graves: (readonly [DeadLetter, readonly QueueMessage[]])[], ports: HistoryPorts): Promise<void> {
  const messages = graves.flatMap(([, own]) => own);
  try {
    await storeDeadLetters(
      ports.db,
      graves.map(([letter]) => letter),
    );
    for (const message of messages) message.ack();
  } catch (error) {
    ports.log.error("history.dead_letters_not_stored", { letters: graves.length, reason: reasonOf(error) });
    retry(messages);
  }
}

/** One letter for one place where a conversation is stuck: however often it is rung for, it is the same trouble. */
function letterOfFailed({ address, seq, attempts, outcome }: Failed, queue: string, now: number): DeadLetter {
  const { tenantId, conversationId } = address;
  const body: Doorbell = { tenant_id: tenantId, conversation_id: conversationId, seq };
  const id = JSON.stringify([queue, tenantId, conversationId, outcome.afterSeq]);
  return { id, ...address, queue, body, attempts, reason: outcome.reason, diedAt: now };
}

function sort(messages: readonly QueueMessage[]): { ringing: Ringing[]; malformed: QueueMessage[] } {
  const ringing = new Map<string, Ringing>();
  const malformed: QueueMessage[] = [];
  for (const message of messages) {
    const doorbell = doorbellSchema.safeParse(message.body);
    if (!doorbell.success) {
      malformed.push(message);
      continue;
    }
    const address = { tenantId: doorbell.data.tenant_id, conversationId: doorbell.data.conversation_id };
    const own = ringing.get(keyOf(address)) ?? { address, seq: 0, attempts: 0, messages: [] };
    own.seq = Math.max(own.seq, doorbell.data.seq);
    own.attempts = Math.max(own.attempts, message.attempts);
    own.messages.push(message);
    ringing.set(keyOf(address), own);
  }
  return { ringing: [...ringing.values()], malformed };
}

/** An outage that lasts is no matter of doorbells: the object's alarm rings until Postgres has everything. */
function leaveToAlarm(messages: readonly QueueMessage[]): void {
  for (const message of messages) if (message.attempts >= ATTEMPTS_WHILE_DOWN) message.ack();
  retry(messages.filter(({ attempts }) => attempts < ATTEMPTS_WHILE_DOWN));
}

function retry(messages: readonly QueueMessage[]): void {
  for (const message of messages) message.retry({ delaySeconds: delayAfter(message.attempts) });
}

const keyOf = ({ tenantId, conversationId }: Address) => JSON.stringify([tenantId, conversationId]);
