export { flowSchema, type Flow } from "./flow.ts";
export { presets } from "./flows/index.ts";
export { retailFlow } from "./flows/retail.ts";
export { industries, type Industry } from "./industries.ts";
export { allowedTools, isToolAllowed, propose, type Position } from "./machine.ts";
export { lifecycleStates, type StateName } from "./states.ts";
