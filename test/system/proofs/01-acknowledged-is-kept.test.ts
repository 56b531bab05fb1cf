/**
 * An acknowledged message is never lost or doubled.
 *
 * Customers talk without a pause. Meanwhile the runtime is killed with SIGKILL in the middle of an answer, again and again, and Postgres
 * cannot be reached 30 % of the time. At the end the client's ledger, the objects and Postgres tell the same: every message that was
 * answered with 200 is there once, with one answer, which is the one that the client has read.
 */
import { afterAll, beforeAll, expect } from "vitest";
import { flap } from "../../support/flap.ts";
import { countingAt, modelVariables, startFaultyModel, type FaultyModel } from "../../support/faulty-model.ts";
import { ledgerClient } from "../../support/ledger-client.ts";
import { auditLedger, ledgerFigures, untilDrained } from "../../support/ledger.ts";
import { startLoad } from "../../support/ledger-load.ts";
import { startProvingStack, type ProvingStack } from "../../support/proving-stack.ts";
import { proof } from "../../support/prove.ts";
import { setTimeout as pause } from "node:timers/promises";

let model: FaultyModel;
let stack: ProvingStack;
beforeAll(async () => {
  model = await startFaultyModel();
  stack = await startProvingStack(modelVariables(model));
});
afterAll(async () => {
  await stack.stop();
  await model.stop();
});

proof(1, "An acknowledged message is never lost or doubled", async ({ size, seed, random, figures }) => {
  const kills = size({ ci: 3, full: 200 });
  model.perform(countingAt(20));
  const client = ledgerClient(stack.url);
  const load = startLoad({ client, customers: 6, run: `kill-${seed}`, random });
  const outages = flap(stack.postgres, { share: 0.3, random: random.fork() });

  for (let kill = 1; kill <= kills; kill++) {
    await load.untilMidstream();
    await pause(random.whole(0, 1_500));
    await stack.restartRuntime("SIGKILL");
    figures["kills"] = kill;
  }
  await load.stop();
  figures["Postgres unreachable, % of the time"] = outages.end() * 100;

  const conversations = [...new Set(client.entries.map(({ conversationId }) => conversationId))];
  figures["seconds until Postgres had all"] = (await untilDrained(stack, conversations)) / 1000;
  Object.assign(figures, ledgerFigures(client.entries));
  const differences = await auditLedger(stack, client.entries);
  figures["differences of ledger, object and Postgres"] = differences.length;
  expect(differences).toEqual([]);
});
