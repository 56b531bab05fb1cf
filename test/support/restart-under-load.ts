/** Restarts in the middle of answers, again and again, under customers who talk without a pause. */
import { setTimeout as pause } from "node:timers/promises";
import { countingAt } from "./faulty-model.ts";
import { ledgerClient, type Entry, type LedgerClient } from "./ledger-client.ts";
import { startLoad } from "./ledger-load.ts";
import type { Proof } from "./prove.ts";
import type { ProvingGround } from "./proving-ground.ts";

const customers = 6;

/** Gives the client that was there all the time, once everybody has read the last answer. */
export async function restartUnderLoad(
  { stack, model }: ProvingGround,
  signal: "SIGKILL" | "SIGTERM",
  restarts: number,
  { seed, random, figures }: Proof,
): Promise<LedgerClient> {
  model.perform(countingAt(20));
  const client = ledgerClient(stack.url);
  const load = startLoad({ client, customers, run: `${signal.toLowerCase()}-${seed}`, random });
  let away = 0;
  let broken: Entry[] = [];
  for (let restart = 1; restart <= restarts; restart++) {
    // Half of the restarts come in the midst of the recovery from the one before; the others let it come to its end, so that nobody starves.
    if (random.chance(0.5)) await load.untilRead(broken);
    await pause(random.whole(0, 1_500));
    await load.untilMidstream();
    broken = client.unfinished();
    const startedAt = performance.now();
    await stack.restartRuntime(signal);
    away += performance.now() - startedAt;
    figures[`restarts by ${signal}`] = restart;
    figures["seconds that a restart took, on average"] = away / restart / 1000;
  }
  // The last restart is lived through, too.
  await load.untilMidstream();
  await load.stop();
  return client;
}
