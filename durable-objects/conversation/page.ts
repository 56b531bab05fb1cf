/** Pages of the branch that is talked on, back in time. */
import { ratedOf, type MessagePage, type PageQuery } from "../../src/conversations/index.ts";
import type { ConversationRecord, StoredMessage } from "../../src/transcript/index.ts";
import type { ConversationStorage } from "./storage.ts";

/** Characters of JSON, beyond which a page of messages ends early: an RPC answer holds 32 MB. */
const pageCharacters = 4_000_000;
/** Rows read at once: on most branches the message before lies right before. */
const readAhead = 50;

/** Newest first. `beforeSeq` is a place on the branch; one that is not is taken for the branch that it is on. */
export function readPage(
  storage: ConversationStorage,
  { headSeq, branches, ratings }: Pick<ConversationRecord, "headSeq" | "branches" | "ratings">,
  { beforeSeq, limit, textOnly }: PageQuery,
): MessagePage {
  const messages: StoredMessage[] = [];
  const places: [id: string, besides: number[]][] = [];
  const rows = rowReader(storage);
  let seq = beforeSeq === null ? headSeq : (rows(beforeSeq)?.previousSeq ?? 0);
  for (let characters = 0; seq > 0 && messages.length < limit && characters < pageCharacters;) {
    const row = rows(seq);
    if (!row) break;
    seq = row.previousSeq;
    if (!row.message) continue;
    const besides = branches[row.previousSeq];
    if (besides?.includes(row.seq)) places.push([row.message.id, besides]);
    messages.push(textOnly ? { ...row.message, parts: [] } : row.message);
    characters += textOnly ? row.message.content.length : JSON.stringify(row.message.parts).length;
  }
  const oldest = messages.at(-1);
  const rated = ratedOf(messages, ratings);
  return { messages, branches: idsAt(storage, places), ratings: rated, nextBeforeSeq: seq > 0 && oldest ? oldest.seq : null };
}

/** Nothing is read where nothing stands beside the messages of the page. */
function idsAt(storage: ConversationStorage, places: readonly [id: string, besides: number[]][]): MessagePage["branches"] {
  if (places.length === 0) return {};
  const seqs = places.flatMap(([, besides]) => besides).join(", ");
  const ids = new Map(
    storage.read(`SELECT seq, json_extract(data, '$.message.id') FROM log WHERE seq IN (${seqs})`).map(([seq = "", id = ""]) => [seq, id]),
  );
  return Object.fromEntries(places.map(([id, besides]) => [id, besides.flatMap((seq) => ids.get(String(seq)) ?? [])]));
}

function rowReader(storage: ConversationStorage) {
  const known = new Map<number, ReturnType<ConversationStorage["rowAt"]>>();
  return (seq: number) => {
    if (!known.has(seq)) for (const row of storage.rowsBefore(seq + 1, readAhead, pageCharacters)) known.set(row.seq, row);
    return known.get(seq) ?? null;
  };
}
