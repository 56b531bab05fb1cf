import type { Turn, TurnPorts } from "../../src/conversations/index.ts";
import { contentId } from "../../src/platform/ids.ts";
import type { Desk } from "./desk.ts";
import type { LiveTurn } from "./live-turn.ts";

/** What a running turn may reach, by way of its object. */
export function turnPorts(desk: Desk, live: LiveTurn): TurnPorts {
  const { ports } = desk;
  return {
    clock: ports.clock,
    random: ports.random,
    log: ports.log,
    tools: ports.tools,
    describeTools: ports.describeTools,
    openModel: ports.openModel,
    smallModel: ports.smallModel,
    loadContext: () => desk.context(),
    toolContext: (turn, call) => ({
      tenantId: turn.conversation.tenantId,
      conversationId: turn.conversation.conversationId,
      userId: turn.conversation.userId,
      language: turn.language,
      state: live.view.position.state,
      shown: live.view.shown,
      focus: live.view.focus,
      idempotencyKey: effectKey(turn, call),
      signal: live.signal,
      clock: ports.clock,
      db: ports.db,
      fetch: ports.fetch,
    }),
  };
}

/** The same effect asked for by the same message has the same key, whichever attempt asks: a retry does not order twice (law 7). */
function effectKey(turn: Turn, call: { toolName: string; input: string }): string {
  const { tenantId, conversationId } = turn.conversation;
  return contentId(JSON.stringify([tenantId, conversationId, turn.userMessage.id, call.toolName, call.input]));
}
