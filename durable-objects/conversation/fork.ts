/** Begins a conversation as a fork of another one: its rows are fetched page by page, and the fork is there when all of them are. */
import { forkedRecord, Renumbering, type Actor, type Address, type BranchPage, type ForkOrigin } from "../../src/conversations/index.ts";
import { EdgewiseError, valueOf } from "../../src/platform/errors.ts";
import { unpack, type ConversationRecord } from "../../src/transcript/index.ts";
import type { Desk } from "./desk.ts";
import { adoptEffects } from "./effects.ts";

export async function fork(desk: Desk, address: Address, actor: Actor, origin: ForkOrigin): Promise<ConversationRecord> {
  if (desk.begun)
    throw new EdgewiseError("conflict", "There is a conversation with this id already. Leave conversation_id out to have one made.");
  const { storage, ports } = desk;
  const from = { ...address, conversationId: origin.conversationId };
  const renumbering = new Renumbering();
  storage.prepare();
  storage.clearLog();
  for (let afterSeq: number | null = 0; ;) {
    const page: BranchPage = valueOf(
      await ports.conversations(from).branchRows(from, actor, { atMessageId: origin.atMessageId, afterSeq }),
    );
    storage.transaction(() => {
      for (const row of page.rows) {
        const own = renumbering.next(row, row.stream === null ? 0 : unpack(row.stream, 0).length);
        storage.saveRow(own);
        if (own.turn) storage.saveTurn(own.turn);
      }
      adoptEffects(storage, page.effects);
    });
    if (page.nextAfterSeq === null) return begin(desk, address, page.conversation, renumbering);
    afterSeq = page.nextAfterSeq;
  }
}

function begin(desk: Desk, { conversationId }: Address, at: ConversationRecord, renumbering: Renumbering): ConversationRecord {
  const { storage, ports } = desk;
  const { userId, headSeq: originSeq, conversationId: origin } = at;
  const record = forkedRecord(at, renumbering.head, { conversationId, userId, origin, originSeq, now: ports.clock.now() });
  desk.record = record;
  storage.transaction(() => {
    storage.saveBot(record.bot);
    desk.save([]);
  });
  desk.wakeLater();
  desk.waitUntil(desk.ring());
  return record;
}
