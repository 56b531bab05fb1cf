/**
 * An acknowledged message is never lost or doubled.
 *
 * Customers talk without a pause. Meanwhile the runtime is killed with SIGKILL in the middle of an answer, again and again, and Postgres
 * cannot be reached 30 % of the time. At the end the client's ledger, the objects and Postgres tell the same: every message that was
 * answered with 200 is there once, with one answer, which is whole and is the one that the client has read.
 */
import { expect } from "vitest";
import { flap } from "../../support/flap.ts";
import { describe } from "../../support/ledger-client.ts";
import { auditLedger } from "../../support/ledger.ts";
import { proof } from "../../support/prove.ts";
import { provingGround } from "../../support/proving-ground.ts";
import { restartUnderLoad } from "../../support/restart-under-load.ts";

const ground = provingGround();

proof(1, "An acknowledged message is never lost or doubled", async (proof) => {
  const { stack } = ground();
  const { random, figures } = proof;
  const outages = flap(stack.postgres, { share: 0.3, random: random.fork() });
  const client = await restartUnderLoad(ground(), "SIGKILL", proof.size({ ci: 3, full: 200 }), proof);
  figures["Postgres unreachable, % of the time"] = outages.end() * 100;

  expect(await auditLedger(stack, client.entries, figures)).toEqual([]);
  expect(client.entries.filter(({ reading }) => reading.status !== "complete").map(describe)).toEqual([]);
});
