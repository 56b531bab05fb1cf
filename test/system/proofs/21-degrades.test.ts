/**
 * It degrades.
 *
 * Redis, Postgres and the provider are taken away in turn, in several ways. Without Redis nothing is missing but speed. Without Postgres
 * people go on chatting, and once it is back it has every word within a minute. Without the provider every message is kept and told
 * kindly that there is no answer; once it is back the next message is answered.
 */
import { setTimeout as pause } from "node:timers/promises";
import { expect } from "vitest";
import { inParallel } from "../../../src/platform/in-parallel.ts";
import { askToCount, countingAt, type ModelCall } from "../../support/faulty-model.ts";
import type { Fault } from "../../support/fault-proxy.ts";
import { percentile } from "../../support/figures.ts";
import { ledgerClient, type Entry } from "../../support/ledger-client.ts";
import { auditLedger, untilDrained } from "../../support/ledger.ts";
import { proof } from "../../support/prove.ts";
import { provingGround } from "../../support/proving-ground.ts";

const ground = provingGround();
const down: Fault = { kind: "down" };
const otherWays: Fault[] = [{ kind: "hang" }, { kind: "error" }, { kind: "truncate" }, { kind: "slow", milliseconds: 1_000 }];
/** In full size an outage outlasts the doorbells, which are tried for half a minute: what brings the words then are the objects' alarms. */
const drainedWithinMs = 60_000;
const spoken = countingAt(5);
const dead = (call: ModelCall) => ({ ...spoken(call), words: [], ending: "reset" as const });

proof(21, "Without Redis, Postgres or the provider people are served as well as can be", async ({ full, size, seed, figures }) => {
  const { stack, model } = ground();
  model.perform(spoken);
  const client = ledgerClient(stack.url);
  const customers = Array.from({ length: size({ ci: 5, full: 50 }) }, (_, n) => `degrade-${seed}-${n}`);
  await inParallel(customers, 10, (id) => client.begin(id));
  let round = 0;
  /** Everybody says something; the answers' states, and how long the slowest tenth waited at least. */
  const everybody = async (when: string): Promise<Entry[]> => {
    round += 1;
    const waits: number[] = [];
    const entries = await inParallel(customers, 10, async (id) => {
      const startedAt = performance.now();
      const entry = await client.say(id, `${id}-${round}`, askToCount(5, `${id}-${round}`));
      waits.push(performance.now() - startedAt);
      return entry;
    });
    figures[`${when}: answered`] = entries.filter(({ reading }) => reading.status === "complete").length;
    figures[`${when}: ms for an answer, p90`] = percentile(waits, 0.9);
    return entries;
  };
  const states = (entries: Entry[]) => new Set(entries.map(({ reading, refusals }) => `${reading.status}, ${refusals} refusals`));
  const served = new Set(["complete, 0 refusals"]);

  expect(states(await everybody("all is well"))).toEqual(served);

  for (const fault of full ? [down, ...otherWays] : [down]) {
    stack.redis.set(fault);
    expect(states(await everybody(`Redis ${fault.kind}`))).toEqual(served);
    await client.begin(`degrade-${seed}-without-redis-${fault.kind}`);
    stack.redis.set({ kind: "pass" });
  }

  for (const fault of full ? [down, ...otherWays] : [down]) {
    stack.postgres.set(fault);
    expect(states(await everybody(`Postgres ${fault.kind}`))).toEqual(served);
    await pause(size({ ci: 2_000, full: 100_000 }));
    stack.postgres.set({ kind: "pass" });
    const drainedAfter = await untilDrained(stack, customers);
    figures[`Postgres ${fault.kind}: seconds until it had all, once back`] = drainedAfter / 1000;
    if (full) expect(drainedAfter).toBeLessThanOrEqual(drainedWithinMs);
  }

  model.perform(dead);
  expect(states(await everybody("provider down"))).toEqual(new Set(["failed, 0 refusals"]));
  model.perform(spoken);
  expect(states(await everybody("provider back"))).toEqual(served);
  expect(await auditLedger(stack, client.entries, figures)).toEqual([]);
});
