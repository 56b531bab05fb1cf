export { flowSchema, type Flow } from "./flow.ts";
export { retailFlow } from "./flows/retail.ts";
export { allowedTools, isToolAllowed, propose, type Position } from "./machine.ts";
export { lifecycleStates, type StateName } from "./states.ts";
