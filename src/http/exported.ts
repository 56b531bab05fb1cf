/** A whole conversation, read page by page: from its object, or from Postgres once it has been released. */
import type { Actor, Address, ExportPage } from "../conversations/index.ts";
import { readKeptRows, readReleased } from "../history/index.ts";
import { EdgewiseError, valueOf } from "../platform/errors.ts";
import { linkOf, type ConversationRecord, type HandedRow } from "../transcript/index.ts";
import type { AppPorts } from "./ports.ts";

/** Rows of a page out of Postgres, and bytes of JSON after which it ends. */
const pageRows = 500;
const pageBytes = 4_000_000;

export interface ExportSource {
  conversation: ConversationRecord;
  /** Every row with its link, oldest first, in pages. Throws `unavailable` where a page cannot be read. */
  pages(): AsyncGenerator<HandedRow[], void>;
}

/** Errors: `not_found`, also for somebody else's. */
export async function openExport(ports: AppPorts, address: Address, actor: Actor): Promise<ExportSource> {
  const object = ports.conversations(address);
  const live = await object.exportRows(address, actor, 0);
  if (live.ok) {
    const read = async (afterSeq: number) => valueOf(await object.exportRows(address, actor, afterSeq));
    return { conversation: live.value.conversation, pages: () => livePages(live.value, read) };
  }
  if (live.error.code !== "not_found") return valueOf(live);
  const released = actor.role === "owner" ? await readReleased(ports.db, address) : null;
  return released ? { conversation: released.record, pages: () => releasedPages(ports, address) } : valueOf(live);
}

/** Everything at once, for who has it all in hand. Errors: as above, and `unprocessable` beyond `mostBytes` of JSON. */
export async function readExport({ pages }: ExportSource, mostBytes: number): Promise<HandedRow[]> {
  const rows: HandedRow[] = [];
  let bytes = 0;
  for await (const page of pages()) {
    bytes += JSON.stringify(page).length;
    if (bytes > mostBytes)
      throw new EdgewiseError("unprocessable", "The conversation is too long to be replayed here. Export it and use npm run replay.");
    rows.push(...page);
  }
  return rows;
}

async function* livePages(first: ExportPage, read: (afterSeq: number) => Promise<ExportPage>): AsyncGenerator<HandedRow[], void> {
  for (let page = first; ; page = await read(page.nextAfterSeq)) {
    yield page.rows;
    if (page.nextAfterSeq === null) return;
  }
}

async function* releasedPages({ db }: AppPorts, address: Address): AsyncGenerator<HandedRow[], void> {
  let previous = "";
  for (let afterSeq = 0; ;) {
    const kept = await readKeptRows(db, address, { afterSeq, limit: pageRows, bytes: pageBytes });
    const rows: HandedRow[] = [];
    for (const row of kept) {
      // Rows older than the chain were kept without a link.
      previous = row.hash ?? (await linkOf(previous, row));
      rows.push({ ...row, hash: previous });
    }
    const last = rows.at(-1);
    if (!last) return;
    yield rows;
    afterSeq = last.seq;
  }
}
