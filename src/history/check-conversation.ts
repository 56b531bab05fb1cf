/**
 * Whether Postgres holds a conversation as its object handed it over (docs/decisions/flush-ledger.md). Pure: the caller reads the rows,
 * page by page, and keeps what is found. Every link is made again from the rows, and compared with the rows' own and the ledger's.
 */
import { firstLink, linkOf } from "../transcript/index.ts";
import type { KeptRow } from "./read-rows.ts";

export type FindingKind = "gap" | "double" | "broken_chain";

export interface Finding {
  kind: FindingKind;
  /** The place in the log. */
  seq: number;
  detail: string;
}

/** A page that was handed over, as the ledger has it. */
export interface LedgerPage {
  afterSeq: number;
  upToSeq: number;
  previousHash: string;
  hash: string;
}

export interface Checked {
  syncedSeq: number;
  /** The link at `syncedSeq`, as the sync table has it. */
  hash: string;
  pages: readonly LedgerPage[];
}

export interface Check {
  /** The next rows after those before them, oldest first, none beyond `syncedSeq`. */
  take(rows: readonly KeptRow[]): Promise<void>;
  /** What is wrong, once every row was taken. */
  findings(): Finding[];
}

export function checkConversation({ syncedSeq, hash, pages: all }: Checked): Check {
  // Pages that overtook others do not count until these have come.
  const pages = all.filter(({ upToSeq }) => upToSeq <= syncedSeq);
  const start = pages.reduce((first, { afterSeq }) => Math.min(first, afterSeq), pages.length === 0 ? 0 : Infinity);
  const found: Finding[] = [];
  const links = new Map([[start, firstLink]]);
  const boundaries = new Set([syncedSeq, ...pages.flatMap(({ afterSeq, upToSeq }) => [afterSeq, upToSeq])]);
  const takeMessage = checkMessages(start);
  let link = firstLink;
  let isLinked = pages.length > 0;

  async function takeRow(row: KeptRow): Promise<void> {
    const made = await linkOf(link, row);
    isLinked ||= row.hash !== null;
    if (isLinked && row.hash !== made) {
      found.push({ kind: "broken_chain", seq: row.seq, detail: "This row was changed, or one before it is missing or was added." });
    }
    // From here on the chain is taken as it was kept, so that every broken place is found by itself.
    link = row.hash ?? (isLinked ? made : firstLink);
    if (boundaries.has(row.seq)) links.set(row.seq, link);
    if (row.message !== null) found.push(...takeMessage(row.seq, row.previousSeq, row.message.id));
  }

  return {
    async take(rows) {
      // What is older than the ledger has no links.
      for (const row of rows) if (row.seq > start && row.seq <= syncedSeq) await takeRow(row);
    },
    findings() {
      const ends = isLinked
        ? [...checkPages(pages, start, syncedSeq), ...checkLinks(pages, links), ...checkEnd(links.get(syncedSeq), syncedSeq, hash)]
        : [];
      return onePerPlace([...found, ...ends]);
    },
  };
}

/** Whether each message is there once, and the one that it follows as well. What it follows up to `start` is older than the ledger. */
function checkMessages(start: number): (seq: number, previousSeq: number, id: string) => Finding[] {
  const places = new Set<number>();
  const placeById = new Map<string, number>();
  return (seq, previousSeq, id) => {
    const found: Finding[] = [];
    const before = placeById.get(id);
    if (before !== undefined) found.push({ kind: "double", seq, detail: `The message of seq ${before} is here again: the same id.` });
    if (previousSeq > start && !places.has(previousSeq)) {
      found.push({ kind: "gap", seq: previousSeq, detail: `The message is missing that the one of seq ${seq} follows.` });
    }
    placeById.set(id, seq);
    places.add(seq);
    return found;
  };
}

/** Whether the pages join: each begins where one before it ends, the first at the beginning, the last where Postgres is. */
function checkPages(pages: readonly LedgerPage[], start: number, syncedSeq: number): Finding[] {
  const found: Finding[] = [];
  const inOrder = pages.toSorted((a, b) => a.afterSeq - b.afterSeq || a.upToSeq - b.upToSeq);
  if (pages.some(({ afterSeq, previousHash }) => afterSeq === start && previousHash !== firstLink)) {
    found.push({ kind: "gap", seq: start, detail: "The ledger's first page goes on from one that is missing." });
  }
  let reached = start;
  for (const { afterSeq, upToSeq } of inOrder) {
    if (afterSeq > reached)
      found.push({ kind: "gap", seq: afterSeq, detail: `The ledger has no page from seq ${reached} to ${afterSeq}.` });
    reached = Math.max(reached, upToSeq);
  }
  if (reached < syncedSeq)
    found.push({ kind: "gap", seq: syncedSeq, detail: `The ledger has no page from seq ${reached} to ${syncedSeq}.` });
  return found;
}

/** Whether the rows say at both ends of each page what the ledger says. */
function checkLinks(pages: readonly LedgerPage[], links: ReadonlyMap<number, string>): Finding[] {
  const hashes = Map.groupBy(pages, ({ upToSeq }) => upToSeq);
  const ends = [...hashes].flatMap(([seq, own]): Finding[] => {
    if (new Set(own.map(({ hash }) => hash)).size > 1) return [{ kind: "double", seq, detail: "The ledger has two links for this place." }];
    return checkLink(seq, own[0]?.hash, links);
  });
  return [...ends, ...pages.flatMap(({ afterSeq, previousHash }) => (afterSeq === 0 ? [] : checkLink(afterSeq, previousHash, links)))];
}

function checkLink(seq: number, expected: string | undefined, links: ReadonlyMap<number, string>): Finding[] {
  const link = links.get(seq);
  if (link === undefined) return [{ kind: "gap", seq, detail: "The row is missing at which a page of the ledger ends." }];
  return link === expected ? [] : [{ kind: "broken_chain", seq, detail: "The row's link is not the one that the ledger has." }];
}

function checkEnd(link: string | undefined, seq: number, expected: string): Finding[] {
  if (link === undefined) return [{ kind: "gap", seq, detail: "The row is missing up to which Postgres counts the conversation as held." }];
  return link === expected
    ? []
    : [{ kind: "broken_chain", seq, detail: "The row's link is not the one up to which the conversation counts as held." }];
}

/** One finding of a kind at a place is enough: the first one. */
function onePerPlace(findings: readonly Finding[]): Finding[] {
  const byPlace = new Map(findings.toReversed().map((one) => [`${one.kind} ${one.seq}`, one]));
  return [...byPlace.values()].toSorted((a, b) => a.seq - b.seq);
}
