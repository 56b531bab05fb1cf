export { decideAcceptance } from "./accept.ts";
export { beginTurn, greetingMessage, isGreeting, openingRecord, rowOf, standingOf, type Begun } from "./begin.ts";
export { fitRow } from "./fit.ts";
export { decideAlarm, firstRingMs } from "./outbox.ts";
export type * from "./port.ts";
export { decideRecovery } from "./recover.ts";
export { closingItems, settleTurn, type Settled } from "./settle.ts";
export { fingerprintIn, fingerprintOf, isActive, mergedTurn, newTurn, retryTurn } from "./turn-row.ts";
export { runTurn, type Turn, type TurnContext, type TurnPorts } from "./turn.ts";
