/** A client of server-sent events whose connection is cut at any byte, and who keeps what it has read as EventSource does: whole events. */

/** What one connection has given before it ended or was cut. */
export interface Piece {
  /** 0 where nobody answered. */
  status: number;
  /** Whole events, one after the other; comments and what follows the last blank line are left out. */
  events: string;
}

export interface Cut {
  /** Bytes of the body that are read before hanging up. */
  bytes: number;
  /** Hangs up whenever it comes. */
  signal?: AbortSignal;
  /** Read once these words have come. */
  until?: string;
}

export const uncut: Cut = { bytes: Infinity };

/** Reads until the cut. A connection that breaks is a cut, too; one that was refused has no events. */
export async function readPiece(url: string, init: RequestInit, { bytes: mostBytes, signal, until }: Cut): Promise<Piece> {
  const connection = new AbortController();
  const signals = [connection.signal, AbortSignal.timeout(120_000), ...(signal ? [signal] : [])];
  const taken: Uint8Array[] = [];
  let status = 0;
  try {
    const response = await fetch(url, { ...init, signal: AbortSignal.any(signals) });
    status = response.status;
    if (status === 200 && response.body && mostBytes > 0) await takeBytes(response.body, taken, mostBytes, until);
  } catch {
    // It was cut: what came before stays.
  }
  connection.abort();
  return { status, events: wholeEvents(Buffer.concat(taken)) };
}

async function takeBytes(
  body: AsyncIterable<Uint8Array>,
  taken: Uint8Array[],
  mostBytes: number,
  until: string | undefined,
): Promise<void> {
  let bytes = 0;
  for await (const some of body) {
    taken.push(some.subarray(0, mostBytes - bytes));
    bytes += some.length;
    if (bytes >= mostBytes) return;
    // What is looked for may lie across two reads.
    if (until !== undefined && Buffer.concat(taken.slice(-3)).includes(until)) return;
  }
}

/** Cut by bytes, so that a cut may fall into the midst of a letter. */
function wholeEvents(bytes: Buffer): string {
  const end = bytes.lastIndexOf("\n\n");
  if (end < 0) return "";
  return blocksOf(bytes.subarray(0, end + 2).toString())
    .filter((block) => !block.startsWith(":"))
    .join("");
}

export const blocksOf = (events: string): string[] => events.split(/(?<=\n\n)/).filter((block) => block !== "");

/** The last id in them: what EventSource comes back with. */
export const lastIdIn = (events: string): string | null =>
  /^id: (.*)$/m.exec(events.slice(Math.max(0, events.lastIndexOf("\nid: "))))?.[1] ?? null;

/** The place that an id names, without the generation that has written it. */
export const seqOf = (id: string | null): number => Number.parseInt(id ?? "0", 10);
