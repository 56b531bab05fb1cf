import type { Turn, TurnPorts } from "../../src/conversations/index.ts";
import { effectKeyIn } from "../../src/agents/index.ts";
import type { Desk } from "./desk.ts";
import { effectLedger } from "./effects.ts";
import type { LiveTurn } from "./live-turn.ts";

/** What a running turn may reach, by way of its object. */
export function turnPorts(desk: Desk, live: LiveTurn): TurnPorts {
  const { ports, storage } = desk;
  return {
    clock: ports.clock,
    random: ports.random,
    log: ports.log,
    tools: ports.tools,
    describeTools: ports.describeTools,
    openModel: ports.openModel,
    smallModel: ports.smallModel,
    modelPrice: ports.modelPrice,
    modelSilenceMs: ports.modelSilenceMs,
    files: {
      takes: ports.files.takes,
      load: (url, mostBytes) => ports.files.load(desk.address.tenantId, url, mostBytes),
    },
    loadContext: () => desk.context(),
    effects: effectLedger(storage, () => live.log.checkpoint()),
    toolContext: (turn, call) => ({
      tenantId: turn.conversation.tenantId,
      conversationId: turn.conversation.conversationId,
      userId: turn.conversation.userId,
      industry: turn.conversation.bot.flow.industry,
      language: turn.language,
      state: live.view.position.state,
      shown: live.view.shown,
      focus: live.view.focus,
      kept: live.view.kept[call.toolName] ?? null,
      idempotencyKey: effectKeyIn(turn.conversation, turn.userMessage.id, call),
      signal: live.signal,
      clock: ports.clock,
      db: ports.db,
      fetch: ports.fetch,
      openSecret: ports.openSecret,
    }),
  };
}

/** The turn as its run reads it. Throws where its question is not at hand, which would be our fault. */
export function turnOf(desk: Desk, live: LiveTurn): Turn {
  const { record } = desk;
  const history = desk.history();
  const userMessage = history.findLast((message) => message.id === live.row.messageId);
  if (!userMessage) throw new Error(`The question ${live.row.messageId} is not among the recent messages.`);
  return {
    turnId: live.row.turnId,
    answerId: live.row.answerId,
    conversation: record,
    history,
    userMessage,
    language: record.language,
    rewoundFrom: live.rewoundFrom,
    view: live.view,
    resumed: live.resumed,
    begunAt: live.row.begunAt ?? live.row.acceptedAt,
    signal: live.signal,
  };
}
