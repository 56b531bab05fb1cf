/** Hand-overs to Postgres: in few requests, none of them too large, and each conversation's fate its own. */
import type { Address } from "../conversations/index.ts";
import type { HandOver } from "../transcript/index.ts";
import { pingDatabase } from "../db/ping.ts";
import { inParallel } from "../platform/in-parallel.ts";
import { reasonOf } from "../platform/reason.ts";
import { erasedIn } from "./erased.ts";
import { failedFor, postgresDown, type Outcome } from "./outcome.ts";
import type { HistoryPorts } from "./ports.ts";
import { writeHandOvers, type Held } from "./upsert.ts";

/** Messages and events of one request to Postgres, unless a single page is larger. */
const ROWS_PER_REQUEST = 2_000;
/** Bytes of JSON of one request to Postgres, unless a single page is larger: a Worker has 128 MB for all that it does at a time. */
export const BYTES_PER_REQUEST = 8_000_000;
/** Requests at a time, where each conversation is written alone. */
const CONCURRENCY = 6;

/** A hand-over and its size as JSON. */
export interface SizedHandOver {
  handOver: HandOver;
  bytes: number;
}

export interface Written<Given extends SizedHandOver> {
  page: Given;
  /** `erased`: it was erased after it began, and Postgres does not take it again. */
  result: Held | Outcome | { kind: "erased" };
}

type WritePorts = Pick<HistoryPorts, "db" | "clock" | "log">;

/** Writes pages, one of each conversation. Never throws; once Postgres is away, the rest is not tried. */
export async function writePages<Given extends SizedHandOver>(pages: readonly Given[], ports: WritePorts): Promise<Written<Given>[]> {
  const written: Written<Given>[] = [];
  let down = false;
  for (const batch of batchesOf(pages)) {
    const results: Written<Given>[] = down ? allDown(batch) : await writeTogether(batch, ports);
    down ||= results.some(({ result }) => "kind" in result && result.kind === "postgres-down");
    written.push(...results);
  }
  return written;
}

/** One batch; where Postgres refuses it, each conversation alone, so that a poisonous one does not hold back the rest. */
async function writeTogether<Given extends SizedHandOver>(batch: readonly Given[], ports: WritePorts): Promise<Written<Given>[]> {
  try {
    const handOvers = batch.map((page) => page.handOver);
    const held = await writeHandOvers(ports.db, handOvers, ports.clock.now());
    return batch.map((page) => ({ page, result: heldOf(page.handOver, held) }));
  } catch (error) {
    const erased = batch.filter(({ handOver }) => erasedIn(error).some((address) => isOf(handOver, address)));
    if (erased.length > 0) return writeWithout(erased, batch, ports);
    if (!(await pingDatabase(ports.db))) return allDown(batch);
    const [only, ...others] = batch;
    if (only !== undefined && others.length === 0) return [{ page: only, result: failedFor(reasonOf(error), only.handOver) }];
    ports.log.warn("history.batch_refused", { conversations: batch.length, reason: reasonOf(error) });
    return (await inParallel(batch, CONCURRENCY, (page) => writeTogether([page], ports))).flat();
  }
}

/** What was erased stays out, and holds nobody else back. */
async function writeWithout<Given extends SizedHandOver>(
  erased: readonly Given[],
  batch: readonly Given[],
  ports: WritePorts,
): Promise<Written<Given>[]> {
  const rest = batch.filter((page) => !erased.includes(page));
  const written = rest.length === 0 ? [] : await writeTogether(rest, ports);
  return [...erased.map((page) => ({ page, result: { kind: "erased" } as const })), ...written];
}

function batchesOf<Given extends SizedHandOver>(pages: readonly Given[]): Given[][] {
  const batches: Given[][] = [];
  let rows = Infinity;
  let bytes = Infinity;
  for (const page of pages) {
    const own = rowCount(page.handOver);
    if (rows + own > ROWS_PER_REQUEST || bytes + page.bytes > BYTES_PER_REQUEST) {
      batches.push([]);
      rows = bytes = 0;
    }
    batches.at(-1)?.push(page);
    rows += own;
    bytes += page.bytes;
  }
  return batches;
}

const rowCount = ({ rows }: HandOver): number => rows.reduce((sum, { message, events }) => sum + (message ? 1 : 0) + events.length, 0);

const isOf = ({ conversation }: HandOver, { tenantId, conversationId }: Address): boolean =>
  conversation.tenantId === tenantId && conversation.conversationId === conversationId;

function heldOf(handOver: HandOver, held: readonly Held[]): Held | Outcome {
  const own = held.find((one) => isOf(handOver, one));
  return own ?? failedFor("Postgres did not say how far it holds the conversation", handOver);
}

const allDown = <Given extends SizedHandOver>(batch: readonly Given[]): Written<Given>[] =>
  batch.map((page) => ({ page, result: postgresDown }));
