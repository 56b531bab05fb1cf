/** Begins a conversation as a fork of another one: its rows are fetched page by page, and the fork is there when all of them are. */
import {
  asUnanswered,
  forkedRecord,
  Renumbering,
  standingOf,
  type Actor,
  type Address,
  type BranchPage,
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
  for (let afterSeq: number | null = 0; ;) {
    const page: BranchPage = valueOf(
      await ports.conversations(from).branchRows(from, actor, { atMessageId: origin.atMessageId, afterSeq }),
    );
    // Somebody may have begun under this id while the page was fetched.
    refuseWhereBegun(desk);
    if (afterSeq === 0) storage.prepareEmpty();
    adopt(desk, page, renumbering);
    if (page.nextAfterSeq === null) return begin(desk, address, page.conversation, renumbering);
    afterSeq = page.nextAfterSeq;
  }
}

function adopt({ storage }: Desk, { rows, effects, conversation, nextAfterSeq }: BranchPage, renumbering: Renumbering): void {
  const last = nextAfterSeq === null ? rows.at(-1) : undefined;
  storage.transaction(() => {
    for (const row of rows) {
      const renumbered = renumbering.next(row, row.stream === null ? 0 : unpack(row.stream, 0).length);
      const own = row === last ? asUnanswered(renumbered, standingOf(conversation)) : renumbered;
      storage.saveRow(own);
      if (own.turn) storage.saveTurn(own.turn);
    }
    adoptEffects(storage, effects);
  });
}

function refuseWhereBegun({ begun }: Desk): void {
  if (!begun) return;
  throw new EdgewiseError("conflict", "There is a conversation with this id already. Leave conversation_id out to have one made.");
}

function begin(desk: Desk, { conversationId }: Address, at: ConversationRecord, renumbering: Renumbering): ConversationRecord {
  const { storage, ports } = desk;
  const { userId, headSeq: originSeq, conversationId: origin } = at;
  const record = forkedRecord(at, renumbering.head, { conversationId, userId, origin, originSeq, now: ports.clock.now() });
  desk.takeIn(record, firstLink, () => undefined);
  desk.wakeLater();
  desk.waitUntil(desk.ring());
  return record;
}
