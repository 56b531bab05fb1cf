/**
 * Draining outboxes: what objects hold and Postgres does not is pulled, written and acknowledged, page by page.
 * Whether to try again, and when, is the caller's: it knows how often it was rung for.
 */
import type { Address, Conversations } from "../conversations/index.ts";
import type { HandOver } from "../transcript/index.ts";
import type { Database } from "../db/client.ts";
import { pingDatabase } from "../db/ping.ts";
import { inParallel } from "../platform/in-parallel.ts";
import type { Clock, Log } from "../platform/ports.ts";
import { reasonOf } from "../platform/reason.ts";
import { writeHandOvers, type Held } from "./upsert.ts";

export interface HistoryPorts {
  db: Database;
  conversations: Conversations;
  clock: Clock;
  log: Log;
}

export type Outcome =
  /** Postgres holds all that the object had to give. */
  | { kind: "followed" }
  /** Nothing is wrong with this conversation: Postgres does not answer. */
  | { kind: "postgres-down" }
  /** This conversation does not go in, while Postgres is well. `afterSeq` is where it got stuck, as far as that is known. */
  | { kind: "failed"; reason: string; afterSeq: number | null; upToSeq: number | null };

export interface Drained {
  address: Address;
  outcome: Outcome;
}

/** Workers keep six connections open at a time; more would only wait. */
const CONCURRENCY = 6;
/** Pages of one conversation in one call; a longer backlog rings for itself again. */
const MAX_PAGES = 20;
/** Messages and events of one request to Postgres, unless a single page is larger. */
const ROWS_PER_BATCH = 2_000;

/** A conversation on its way: `heldSeq` is how far Postgres has said that it holds it, null before the first page. */
interface Step {
  address: Address;
  heldSeq: number | null;
}

type Progress = { address: Address } & ({ outcome: Outcome } | { heldSeq: number });

/** Brings Postgres up to date with the given conversations, each named once. Never throws for one conversation's sake. */
export async function drain(addresses: readonly Address[], ports: HistoryPorts): Promise<Drained[]> {
  const drained: Drained[] = [];
  let steps: Step[] = addresses.map((address) => ({ address, heldSeq: null }));
  for (let page = 0; page < MAX_PAGES && steps.length > 0; page++) {
    const progress = await drainPage(steps, ports);
    drained.push(...progress.filter((one) => "outcome" in one));
    steps = progress.filter((one) => "heldSeq" in one);
  }
  const rest = await inParallel(steps, CONCURRENCY, (step) => ringAgain(step, ports));
  return [...drained, ...rest];
}

async function drainPage(steps: readonly Step[], ports: HistoryPorts): Promise<Progress[]> {
  const pulled = await inParallel(steps, CONCURRENCY, (step) => pull(step, ports));
  const finished = pulled.filter((one) => "outcome" in one);
  const handOvers = pulled.flatMap((one) => ("handOver" in one ? [one.handOver] : []));
  const written = await writeAll(handOvers, ports);
  return [...finished, ...(await inParallel(written, CONCURRENCY, (one) => acknowledge(one, ports)))];
}

async function pull({ address, heldSeq }: Step, { conversations }: HistoryPorts): Promise<{ handOver: HandOver } | Drained> {
  try {
    const handOver = await conversations(address).handOver(address);
    if (handOver === null) return { address, outcome: { kind: "followed" } };
    // It was told how far Postgres is and still begins later: what lies between is lost to it.
    if (heldSeq !== null && handOver.afterSeq > heldSeq) {
      return failed(address, `Postgres holds up to seq ${heldSeq}, the object hands over from after ${handOver.afterSeq}`, handOver);
    }
    return { handOver };
  } catch (error) {
    return failed(address, `hand-over: ${reasonOf(error)}`);
  }
}

interface Written {
  handOver: HandOver;
  result: Held | Outcome;
}

async function writeAll(handOvers: readonly HandOver[], ports: HistoryPorts): Promise<Written[]> {
  const written: Written[] = [];
  let down = false;
  for (const batch of batchesOf(handOvers)) {
    const results: Written[] = down ? batch.map(postgresDown) : await writeTogether(batch, ports);
    down ||= results.some(({ result }) => "kind" in result && result.kind === "postgres-down");
    written.push(...results);
  }
  return written;
}

/** One batch; where Postgres refuses it, each conversation alone, so that a poisonous one does not hold back the rest. */
async function writeTogether(batch: readonly HandOver[], ports: HistoryPorts): Promise<Written[]> {
  try {
    const held = await writeHandOvers(ports.db, batch, ports.clock.now());
    return batch.map((handOver) => ({ handOver, result: heldOf(handOver, held) }));
  } catch (error) {
    if (!(await pingDatabase(ports.db))) return batch.map(postgresDown);
    const [only, ...others] = batch;
    if (only !== undefined && others.length === 0) return [{ handOver: only, result: refused(only, reasonOf(error)) }];
    ports.log.warn("history.batch_refused", { conversations: batch.length, reason: reasonOf(error) });
    return (await inParallel(batch, CONCURRENCY, (handOver) => writeTogether([handOver], ports))).flat();
  }
}

async function acknowledge({ handOver, result }: Written, { conversations }: HistoryPorts): Promise<Progress> {
  const { tenantId, conversationId } = handOver.conversation;
  const address: Address = { tenantId, conversationId };
  if ("kind" in result) return { address, outcome: result };
  try {
    await conversations(address).acknowledge(address, result.syncedSeq);
  } catch (error) {
    return failed(address, `acknowledge: ${reasonOf(error)}`, handOver);
  }
  // Whether that was the last page only the object knows: it is asked until it has nothing left.
  return { address, heldSeq: result.syncedSeq };
}

async function ringAgain({ address }: Step, { conversations }: HistoryPorts): Promise<Drained> {
  try {
    await conversations(address).ring(address);
    return { address, outcome: { kind: "followed" } };
  } catch (error) {
    return failed(address, `ring: ${reasonOf(error)}`);
  }
}

function batchesOf(handOvers: readonly HandOver[]): HandOver[][] {
  const batches: HandOver[][] = [];
  let rows = Infinity;
  for (const handOver of handOvers) {
    const size = handOver.messages.length + handOver.events.length;
    if (rows + size > ROWS_PER_BATCH) {
      batches.push([]);
      rows = 0;
    }
    batches.at(-1)?.push(handOver);
    rows += size;
  }
  return batches;
}

function heldOf(handOver: HandOver, held: readonly Held[]): Held | Outcome {
  const { tenantId, conversationId } = handOver.conversation;
  const own = held.find((one) => one.tenantId === tenantId && one.conversationId === conversationId);
  return own ?? refused(handOver, "Postgres did not say how far it holds the conversation");
}

const postgresDown = (handOver: HandOver): Written => ({ handOver, result: { kind: "postgres-down" } });

const refused = ({ afterSeq, upToSeq }: HandOver, reason: string): Outcome => ({ kind: "failed", reason, afterSeq, upToSeq });

const failed = (address: Address, reason: string, handOver?: HandOver): Drained => ({
  address,
  outcome: { kind: "failed", reason, afterSeq: handOver?.afterSeq ?? null, upToSeq: handOver?.upToSeq ?? null },
});
