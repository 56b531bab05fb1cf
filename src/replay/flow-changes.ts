/** Which flow a conversation followed where, as its log tells. Pure. */
import { flowSchema, type Flow } from "../lifecycle/index.ts";
import type { LogRow } from "../transcript/index.ts";

/** The flow to which the conversation was moved here; null where it was not. Errors: a ZodError for what no `changeFlow` has written. */
export function flowChangedIn({ events }: LogRow): Flow | null {
  const changed = events.findLast(({ kind }) => kind === "flow.changed");
  return changed ? flowSchema.parse(changed.data["flow"]) : null;
}

/** The flow that it was moved to last before this place; null: the bot's. */
export function flowBefore(rows: Iterable<LogRow>, seq: number): Flow | null {
  let flow: Flow | null = null;
  for (const row of rows) if (row.seq < seq) flow = flowChangedIn(row) ?? flow;
  return flow;
}
