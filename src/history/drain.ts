/**
 * Draining outboxes: what objects hold and Postgres does not is pulled, written and acknowledged, page by page.
 * Whether to try again, and when, is the caller's: it knows how often it was rung for.
 */
import type { Address } from "../conversations/index.ts";
import { inParallel } from "../platform/in-parallel.ts";
import { reasonOf } from "../platform/reason.ts";
import { failedFor, postgresDown, type Outcome } from "./outcome.ts";
import type { HistoryPorts } from "./ports.ts";
import { BYTES_PER_REQUEST, writePages, type SizedHandOver, type Written } from "./write-pages.ts";

export interface Drained {
  address: Address;
  outcome: Outcome;
}

/** Workers keep six connections open at a time; more would only wait. */
const CONCURRENCY = 6;
/** Pages of one conversation in one call; a longer backlog rings for itself again. */
const MAX_PAGES = 20;

/** A conversation on its way. */
interface Step {
  address: Address;
  /** Its object has been told already that Postgres lacks what it took as held. */
  wentBack: boolean;
  /** When the conversation began that Postgres refused as erased, in milliseconds; null where it has refused none. */
  refused: number | null;
}

type Pulled = SizedHandOver & { step: Step };
type Progress = Drained | { next: Step };

/** Brings Postgres up to date with the given conversations, each named once. Never throws for one conversation's sake. */
export async function drain(addresses: readonly Address[], ports: HistoryPorts): Promise<Drained[]> {
  const drained: Drained[] = [];
  let steps: Step[] = addresses.map((address) => ({ address, wentBack: false, refused: null }));
  for (let page = 0; page < MAX_PAGES && steps.length > 0; page++) {
    const progress = await drainPage(steps, ports);
    drained.push(...progress.filter((one) => "outcome" in one));
    steps = progress.flatMap((one) => ("next" in one ? [one.next] : []));
  }
  const rest = await inParallel(steps, CONCURRENCY, (step) => ringAgain(step, ports));
  return [...drained, ...rest];
}

/** A page of every conversation. Once Postgres is away, the other objects are not asked. */
async function drainPage(steps: readonly Step[], ports: HistoryPorts): Promise<Progress[]> {
  const progress: Progress[] = [];
  for (let begun = 0; begun < steps.length;) {
    const pulled = await pullRequest(steps.slice(begun), ports);
    begun += pulled.length;
    progress.push(...pulled.filter((one) => "outcome" in one));
    const written = await writePages(
      pulled.filter((one) => "handOver" in one),
      ports,
    );
    const settled = await inParallel(written, CONCURRENCY, (one) => acknowledge(one, ports));
    progress.push(...settled);
    if (!settled.some((one) => "outcome" in one && one.outcome.kind === "postgres-down")) continue;
    return [...progress, ...steps.slice(begun).map(({ address }) => ({ address, outcome: postgresDown }))];
  }
  return progress;
}

/** The first conversations' pages, about as many as one request to Postgres takes: all of them at once might not fit into memory. */
async function pullRequest(steps: readonly Step[], ports: HistoryPorts): Promise<(Pulled | Drained)[]> {
  const pulled: (Pulled | Drained)[] = [];
  let bytes = 0;
  while (pulled.length < steps.length && bytes < BYTES_PER_REQUEST) {
    const group = steps.slice(pulled.length, pulled.length + CONCURRENCY);
    const pages = await inParallel(group, CONCURRENCY, (step) => pull(step, ports));
    for (const page of pages) bytes += "bytes" in page ? page.bytes : 0;
    pulled.push(...pages);
  }
  return pulled;
}

async function pull(step: Step, { conversations }: HistoryPorts): Promise<Pulled | Drained> {
  const { address } = step;
  try {
    const handOver = await conversations(address).handOver(address);
    if (handOver === null) return { address, outcome: { kind: "followed" } };
    return { step, handOver, bytes: new TextEncoder().encode(JSON.stringify(handOver)).byteLength };
  } catch (error) {
    return { address, outcome: failedFor(`hand-over: ${reasonOf(error)}`) };
  }
}

/**
 * Tells the object how far Postgres is. Where Postgres, asked by writing the page, holds less than the object took as held, it was
 * restored from a backup: the object goes back and hands over again what is missing. One that does not go back has lost it.
 */
async function acknowledge(
  { page, result }: Written<Pulled>,
  { conversations, log }: Pick<HistoryPorts, "conversations" | "log">,
): Promise<Progress> {
  const { step, handOver } = page;
  const { address } = step;
  if ("kind" in result && result.kind === "erased") return eraseAgain(page, { conversations, log });
  if ("kind" in result) return { address, outcome: result };
  const gap = result.syncedSeq < handOver.afterSeq;
  const places = `Postgres holds up to seq ${result.syncedSeq}, the object hands over from after ${handOver.afterSeq}`;
  if (gap && step.wentBack) return { address, outcome: failedFor(places, handOver) };
  try {
    await conversations(address).acknowledge(address, { seq: result.syncedSeq, hash: result.hash }, gap ? { restored: true } : undefined);
  } catch (error) {
    return { address, outcome: failedFor(`acknowledge: ${reasonOf(error)}`, handOver) };
  }
  if (gap) log.warn("history.went_back", { tenant_id: address.tenantId, conversation_id: address.conversationId, reason: places });
  // Whether that was the last page only the object knows: it is asked until it has nothing left.
  return { next: { ...step, wentBack: step.wentBack || gap } };
}

/**
 * What was handed over had been erased. Mostly it was pulled before that and its object is empty by now, or holds a conversation that
 * began since: so the object is asked once more. One that still gives the erased conversation was never told, because Postgres had not
 * heard of it when its user was erased: it is told now.
 */
async function eraseAgain(
  { step, handOver }: Pulled,
  { conversations, log }: Pick<HistoryPorts, "conversations" | "log">,
): Promise<Progress> {
  const { address } = step;
  const { startedAt } = handOver.conversation;
  if (step.refused !== startedAt) return { next: { ...step, refused: startedAt } };
  try {
    await conversations(address).erase(address);
  } catch (error) {
    return { address, outcome: failedFor(`erase: ${reasonOf(error)}`, handOver) };
  }
  log.info("history.erased", { tenant_id: address.tenantId, conversation_id: address.conversationId });
  return { address, outcome: { kind: "followed" } };
}

async function ringAgain({ address }: Step, { conversations }: HistoryPorts): Promise<Drained> {
  try {
    await conversations(address).ring(address);
    return { address, outcome: { kind: "followed" } };
  } catch (error) {
    return { address, outcome: failedFor(`ring: ${reasonOf(error)}`) };
  }
}
