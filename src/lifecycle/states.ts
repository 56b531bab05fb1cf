/** The 13 lifecycle states (seed 002, contracts.md §2). */
export const lifecycleStates = [
  "idle",
  "browsing",
  "searching",
  "filtering",
  "viewing",
  "comparing",
  "analyzing",
  "purchasing",
  "completed",
  "closed",
  "handover",
  "error",
  "waiting_input",
] as const;

/** A state's name. A flow may add states of its own, so it is any string that its flow knows. */
export type StateName = string;
