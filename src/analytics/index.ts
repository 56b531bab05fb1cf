export type { Question } from "./ask.ts";
export { MOST_SESSIONS } from "./filter.ts";
export { readFunnel, type Funnel } from "./funnel.ts";
export { countHandovers, MOST_REASONS, type HandoverFigures } from "./handovers.ts";
export type { Outlook } from "./journeys.ts";
export { CHARACTERS_PER_TOKEN, measureSchemaTokens, type SchemaTokens } from "./schema-tokens.ts";
export { measureStates, type StateFigures } from "./states.ts";
export { summarize, type Summary } from "./summary.ts";
export { countTools, MOST_TOOLS, type ToolFigures } from "./tools.ts";
