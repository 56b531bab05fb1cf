/** Pages of the branch that is talked on, back in time. */
import type { MessagePage, PageQuery } from "../../src/conversations/index.ts";
import type { StoredMessage } from "../../src/transcript/index.ts";
import type { ConversationStorage } from "./storage.ts";

/** Characters of JSON, beyond which a page of messages ends early: an RPC answer holds 32 MB. */
const pageCharacters = 4_000_000;
/** Rows read at once: on most branches the message before lies right before. */
const readAhead = 50;

/** Newest first. `beforeSeq` is a place on the branch; one that is not is taken for the branch that it is on. */
export function readPage(storage: ConversationStorage, headSeq: number, { beforeSeq, limit, textOnly }: PageQuery): MessagePage {
  const messages: StoredMessage[] = [];
  const rows = rowReader(storage);
  let seq = beforeSeq === null ? headSeq : (rows(beforeSeq)?.previousSeq ?? 0);
  for (let characters = 0; seq > 0 && messages.length < limit && characters < pageCharacters;) {
    const row = rows(seq);
    if (!row) break;
    seq = row.previousSeq;
    if (!row.message) continue;
    messages.push(textOnly ? { ...row.message, parts: [] } : row.message);
    characters += textOnly ? row.message.content.length : JSON.stringify(row.message.parts).length;
  }
  const oldest = messages.at(-1);
  return { messages, nextBeforeSeq: seq > 0 && oldest ? oldest.seq : null };
}

function rowReader(storage: ConversationStorage) {
  const known = new Map<number, ReturnType<ConversationStorage["rowAt"]>>();
  return (seq: number) => {
    if (!known.has(seq)) for (const row of storage.rowsBefore(seq + 1, readAhead, pageCharacters)) known.set(row.seq, row);
    return known.get(seq) ?? null;
  };
}
