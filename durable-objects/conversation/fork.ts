/** Begins a conversation as a fork of another one: its rows are fetched page by page, and the fork is there when all of them are. */
import {
  asUnanswered,
  forkedRecord,
  Renumbering,
  standingOf,
  type Actor,
  type Address,
  type BranchPage,
  type BranchQuery,
  type ForkOrigin,
} from "../../src/conversations/index.ts";
import { EdgewiseError, valueOf } from "../../src/platform/errors.ts";
import { firstLink, unpack, type ConversationRecord } from "../../src/transcript/index.ts";
import type { Desk } from "./desk.ts";
import { adoptEffects } from "./effects.ts";

export async function fork(desk: Desk, address: Address, actor: Actor, origin: ForkOrigin): Promise<ConversationRecord> {
  const { storage, ports } = desk;
  refuseWhereBegun(desk);
  const from = { ...address, conversationId: origin.conversationId };
  const renumbering = new Renumbering();
  let query: BranchQuery = { atMessageId: origin.atMessageId, afterSeq: 0, afterEffect: "" };
  for (let first = true; ; first = false) {
    const page: BranchPage = valueOf(await ports.conversations(from).branchRows(from, actor, query));
    // Somebody may have begun under this id while the page was fetched.
    refuseWhereBegun(desk);
    if (first) storage.prepareEmpty();
    adopt(desk, page, renumbering);
    if (page.nextAfterEffect === null) return begin(desk, address, page.conversation, renumbering);
    query = { ...query, afterSeq: page.nextAfterSeq ?? Number.MAX_SAFE_INTEGER, afterEffect: page.nextAfterEffect };
  }
}

function adopt({ storage }: Desk, { rows, effects, conversation, nextAfterSeq }: BranchPage, renumbering: Renumbering): void {
  const last = nextAfterSeq === null ? rows.at(-1) : undefined;
  storage.transaction(() => {
    for (const row of rows) {
      const renumbered = renumbering.next(row, row.stream === null ? 0 : unpack(row.stream, 0).length);
      storage.saveNamed(row === last ? asUnanswered(renumbered, standingOf(conversation)) : renumbered);
    }
    adoptEffects(storage, effects);
  });
}

function refuseWhereBegun({ begun }: Desk): void {
  if (!begun) return;
  throw new EdgewiseError("conflict", "There is a conversation with this id already. Leave conversation_id out to have one made.");
}

function begin(desk: Desk, { conversationId }: Address, at: ConversationRecord, renumbering: Renumbering): ConversationRecord {
  const { ports } = desk;
  const { userId, headSeq: originSeq, conversationId: origin } = at;
  const record = forkedRecord(at, renumbering.head, { conversationId, userId, origin, originSeq, now: ports.clock.now() });
  desk.takeIn(record, firstLink, () => undefined);
  desk.wakeLater();
  desk.ringSoon();
  return record;
}
