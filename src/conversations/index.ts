export { decideAcceptance } from "./accept.ts";
export { greetingMessage, isGreeting, openingRecord, questionOf, recordAsked, withoutSuperseded } from "./begin.ts";
export { fitRow } from "./fit.ts";
export { decideAlarm, firstRingMs } from "./outbox.ts";
export type * from "./port.ts";
export { answerMetadata, answerOf, closingItems, recordAfter, terminalItems } from "./settle.ts";
export { isActive, newTurn, retryTurn, type TurnRow } from "./turn-row.ts";
export { runTurn, type Turn, type TurnContext, type TurnPorts } from "./turn.ts";
