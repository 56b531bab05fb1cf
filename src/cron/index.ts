import { auditHistory, type HistoryPorts } from "../history/index.ts";
import { sweepSync } from "./sync-sweep.ts";

export { sweepSync } from "./sync-sweep.ts";

/** What the triggers need from the outside. */
export type CronPorts = HistoryPorts;

/** One entry a trigger of wrangler.toml. */
const triggers: Record<string, (ports: CronPorts) => Promise<unknown>> = {
  "*/5 * * * *": sweepSync,
  "17 * * * *": auditHistory,
};

/** Runs what is due at `cron`. Throws for a trigger that nothing listens to, so that the failed run is seen. */
export async function handleScheduled(cron: string, ports: CronPorts): Promise<void> {
  const run = triggers[cron];
  if (!run) throw new Error(`Nothing is due at "${cron}": add it to src/cron/index.ts.`);
  await run(ports);
}
