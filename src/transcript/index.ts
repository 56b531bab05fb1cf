export { closingChunks, textOf } from "./assemble.ts";
export { followedFlow } from "./followed-flow.ts";
export { firstLink, linkOf } from "./ledger.ts";
export { addUsage, applyItem, newTurnView, noUsage, usageJson, usageOf, type TurnView } from "./outcome.ts";
export { Packer, unpack } from "./packed.ts";
export { holds, nearestSeq, parsePlace, placePattern, rewind, suffixOf, type Place } from "./place.ts";
export type * from "./records.ts";
export { chunksOf } from "./replay-chunks.ts";
export { finishReasonOf, type Chunk, type LoggedItem, type TurnItem } from "./turn-item.ts";
