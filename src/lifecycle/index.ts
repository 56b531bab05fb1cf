export { checkFlow, type KnownTool } from "./check/check-flow.ts";
export { severities, type Finding, type FindingCode } from "./check/finding.ts";
export { flowSchema, sameFlow, type Flow } from "./flow.ts";
export { retailFlow } from "./flows/retail.ts";
export { flowName, flowOf, journeyOf, journeySchema, type Journey } from "./journey.ts";
export { allowedTools, isToolAllowed, propose, standIn, type Position } from "./machine.ts";
export { presets } from "./presets.ts";
export { walkFlow, type WalkStep } from "./walk.ts";
export { lifecycleStates, type StateName } from "./states.ts";
