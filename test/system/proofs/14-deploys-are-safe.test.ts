/**
 * A deploy loses nothing.
 *
 * As in proof 1, but the runtime is asked to end with SIGTERM, as a deploy asks it, and what comes next takes over in mid-answer.
 */
import { expect } from "vitest";
import { describe } from "../../support/ledger-client.ts";
import { auditLedger } from "../../support/ledger.ts";
import { proof } from "../../support/prove.ts";
import { provingGround } from "../../support/proving-ground.ts";
import { restartUnderLoad } from "../../support/restart-under-load.ts";

const ground = provingGround();

proof(14, "A deploy in mid-answer loses and doubles nothing", async (proof) => {
  const client = await restartUnderLoad(ground(), "SIGTERM", proof.size({ ci: 2, full: 30 }), proof);

  expect(await auditLedger(ground().stack, client.entries, proof.figures)).toEqual([]);
  expect(client.entries.filter(({ reading }) => reading.status !== "complete").map(describe)).toEqual([]);
});
