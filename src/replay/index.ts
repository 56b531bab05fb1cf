export { exportOf, parseExport, type ExportedConversation } from "./exported.ts";
export { recordTurn, type TurnRecorder } from "./record.ts";
export { replayConversation, type ReplayResult } from "./replay.ts";
