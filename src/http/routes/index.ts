import type { Endpoint } from "../endpoint.ts";
import { deleteOneAction, listAllActions, putOneAction, readOneAction, rotateActionSecret } from "./actions.ts";
import { readFunnels, readHandovers, readSchemaTokens, readStates, readSummary, readTools } from "./analytics.ts";
import { readAuditReport } from "./audit.ts";
import { createKey, listKeys, revokeKey } from "./api-keys.ts";
import { selectBranch } from "./branches.ts";
import { chat, stopChat, streamChat } from "./chat.ts";
import { closeConversation } from "./close.ts";
import { moveToFlow } from "./conversation-flow.ts";
import { listAllConversations } from "./conversation-list.ts";
import { readConversation, startConversation } from "./conversations.ts";
import { listDead, replayAllDead, replayDead } from "./dead-letters.ts";
import { docsPage, openApiDocument, problemPage } from "./document.ts";
import { rateMessage } from "./feedback.ts";
import { makeFileLink, readFile, sendFile, viewFile } from "./files.ts";
import { exportConversation } from "./export.ts";
import { listenToEvents } from "./events.ts";
import { eraseConversationRoute, eraseUserRoute } from "./erasures.ts";
import { forkConversation, releaseEffects } from "./forks.ts";
import { checkJourney, checkKeptFlow, copyFlow, deleteFlowDraft, putFlowDraft } from "./flow-drafts.ts";
import { publishFlowRoute, rollBackFlowRoute, setBotFlow } from "./flow-releases.ts";
import { listAllFlows, readFlowVersion, readOneFlow } from "./flows.ts";
import { giveBack, sendStaffMessage, takeOver } from "./handover.ts";
import { checkHealth } from "./health.ts";
import { listMessages, sendMessage } from "./messages.ts";
import { regenerate } from "./regenerate.ts";
import { replayConversationRoute } from "./replay.ts";
import { openSocket } from "./socket.ts";
import { listTools } from "./tools.ts";
import { stopTurn, streamTurn } from "./turns.ts";
import { mintVisitorToken } from "./visitor-tokens.ts";

/** Every route there is, in the order in which the documentation shows them. */
export const endpoints: readonly Endpoint[] = [
  startConversation,
  listAllConversations,
  readConversation,
  forkConversation,
  releaseEffects,
  closeConversation,
  moveToFlow,
  eraseConversationRoute,
  listMessages,
  sendMessage,
  selectBranch,
  rateMessage,
  streamTurn,
  stopTurn,
  regenerate,
  takeOver,
  sendStaffMessage,
  giveBack,
  listenToEvents,
  openSocket,
  exportConversation,
  replayConversationRoute,
  chat,
  streamChat,
  stopChat,
  sendFile,
  readFile,
  makeFileLink,
  viewFile,
  listAllFlows,
  readOneFlow,
  readFlowVersion,
  checkJourney,
  checkKeptFlow,
  copyFlow,
  putFlowDraft,
  deleteFlowDraft,
  publishFlowRoute,
  rollBackFlowRoute,
  setBotFlow,
  listTools,
  listAllActions,
  readOneAction,
  putOneAction,
  deleteOneAction,
  rotateActionSecret,
  mintVisitorToken,
  createKey,
  listKeys,
  revokeKey,
  eraseUserRoute,
  readSummary,
  readStates,
  readFunnels,
  readTools,
  readHandovers,
  readSchemaTokens,
  checkHealth,
  listDead,
  replayDead,
  replayAllDead,
  readAuditReport,
  openApiDocument,
  docsPage,
  problemPage,
];
