export { copyAsDraft, deleteDraft, putDraft } from "./drafts.ts";
export { followFlow } from "./follow.ts";
export { listFlows } from "./list-flows.ts";
export { publishFlow, rollBackFlow, type ReleaseNote } from "./releases.ts";
export { readFlow, readVersion, type FlowDetail, type FlowSummary } from "./stored.ts";
