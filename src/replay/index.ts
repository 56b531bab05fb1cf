export { compareConversation, type Comparison } from "./compare.ts";
export { exportOf, parseExport, type ExportedConversation } from "./exported.ts";
export { recordTurn, type TurnRecorder } from "./record.ts";
export { replayConversation, type ReplayResult } from "./replay.ts";
export { comparisonText, verificationText } from "./table.ts";
export type { TurnSummary } from "./turn-summary.ts";
export type { Change } from "./what-if.ts";
export type { PlayPorts } from "./what-if-ports.ts";
