/**
 * An hour without Postgres.
 *
 * It is away in three ways, one after the other: connections reset, no answer, 500s. A few people talk now and then, by the shop's API
 * key; others only come now, as visitors, and begin conversations; in the midst the runtime is deployed anew, so that nothing is left
 * of what it remembers. Everybody is answered. One conversation has been released: it says that it has to wait, and loses nothing by it.
 * Once Postgres is back it has every word within a minute, once and in order, and everybody goes on.
 */
import { setTimeout as pause } from "node:timers/promises";
import { expect } from "vitest";
import { firstRingMs } from "../../../src/conversations/index.ts";
import { inParallel } from "../../../src/platform/in-parallel.ts";
import { api, eventually } from "../../support/client.ts";
import { askToCount, countingAt } from "../../support/faulty-model.ts";
import type { Fault } from "../../support/fault-proxy.ts";
import { percentile } from "../../support/figures.ts";
import { ledgerClient, say, type Entry, type LedgerClient } from "../../support/ledger-client.ts";
import { auditLedger, untilDrained } from "../../support/ledger.ts";
import { proof } from "../../support/prove.ts";
import { provingGround } from "../../support/proving-ground.ts";
import type { ProvingStack } from "../../support/proving-stack.ts";

const releaseAfterSeconds = 20;
const ground = provingGround({ RELEASE_AFTER: String(releaseAfterSeconds) });
const ways: Fault[] = [{ kind: "down" }, { kind: "hang" }, { kind: "error" }];
const drainedWithinMs = 60_000;
/** The share of people who say something in a round. */
const talkative = 0.4;

/** Somebody in a conversation of their own. */
interface Person {
  client: LedgerClient;
  id: string;
}

proof(21, "An hour without Postgres: people come and talk on, and nothing of it is lost", async ({ full, size, seed, random, figures }) => {
  const { stack, model } = ground();
  model.perform(countingAt(5));
  const rounds = size({ ci: 6, full: 60 });
  const roundMs = size({ ci: 1_000, full: 60_000 });
  const { body: minted } = await api(stack.url)("POST", "/v1/api-keys", { name: `hour-${seed}` });
  const key = String(minted.key);
  const shop = ledgerClient(stack.url, 600_000, { token: key });
  const people: Person[] = Array.from({ length: 4 }, (_, n) => ({ client: shop, id: `hour-${seed}-${n}` }));
  const sleeper: Person = { client: shop, id: `hour-${seed}-sleeper` };
  const waits: number[] = [];
  const beginnings: number[] = [];
  let said = 0;
  const speak = async ({ client, id }: Person): Promise<Entry> => {
    const messageId = `${id}-${++said}`;
    const startedAt = performance.now();
    const entry = await client.say(id, messageId, askToCount(random.whole(3, 20), messageId));
    waits.push(performance.now() - startedAt);
    return entry;
  };

  await shop.begin(sleeper.id);
  await speak(sleeper);
  // Who comes later asks for a bot that somebody has asked for before.
  await admit(stack, `hour-${seed}-before`);
  await untilReleased(stack, sleeper.id);
  await inParallel(people, 4, async (person) => {
    await shop.begin(person.id);
    await speak(person);
  });

  waits.length = 0;
  const awayAt = performance.now();
  for (let round = 0; round < rounds; round++) {
    const roundAt = performance.now();
    stack.postgres.set(ways[Math.floor((round * ways.length) / rounds)] ?? { kind: "down" });
    if (round === Math.floor(rounds / 2)) await stack.restartRuntime("SIGTERM");
    // At first everybody speaks: who has something that Postgres does not know of is not released.
    await inParallel(round === 0 ? people : people.filter(() => random.chance(talkative)), 4, speak);
    if (round % size({ ci: 2, full: 5 }) === 1) {
      const comesAt = performance.now();
      const newcomer = await admit(stack, `hour-${seed}-new-${round}`);
      beginnings.push(performance.now() - comesAt);
      people.push(newcomer);
      await speak(newcomer);
    }
    if (round % size({ ci: 4, full: 20 }) === 1) await expectAsleep(stack, sleeper.id, key);
    await pause(Math.max(0, roundMs - (performance.now() - roundAt)));
  }
  figures["Postgres away, seconds"] = (performance.now() - awayAt) / 1000;
  figures["requests to it in vain"] = ways.reduce((sum, { kind }) => sum + stack.postgres.counts[kind], 0);
  figures["people, of whom came meanwhile"] = `${people.length}, ${people.length - 4}`;
  figures["messages meanwhile"] = waits.length;
  figures["… ms for an answer, p50"] = percentile(waits, 0.5);
  figures["… ms for an answer, at most"] = Math.max(...waits);
  figures["ms until who comes may speak, at most"] = Math.max(...beginnings);
  const entries = () => [...new Set([sleeper, ...people].map(({ client }) => client))].flatMap((client) => client.entries);
  stack.postgres.set({ kind: "pass" });
  const drainedAfter = await untilDrained(
    stack,
    people.map(({ id }) => id),
  );
  figures["seconds until it had all, once back"] = drainedAfter / 1000;
  if (full) expect(drainedAfter).toBeLessThanOrEqual(drainedWithinMs);
  await inParallel([sleeper, ...people], 4, speak);
  expect(await auditLedger(stack, entries(), figures)).toEqual([]);
  expect(new Set(entries().map(({ reading }) => reading.status))).toEqual(new Set(["complete"]));
});

/** A browser that comes: it gets a token, and begins a conversation. Where Redis misses its moment, too, it is told to come back. */
async function admit(stack: ProvingStack, id: string): Promise<Person> {
  const body = await eventually(async () => {
    const { status, headers, body: answer } = await api(stack.url, null)("POST", "/v1/visitor-tokens", {});
    if (status === 201) return answer;
    expect({ status, code: answer.code }).toEqual({ status: 503, code: "unavailable" });
    await pause(Number(headers.get("retry-after")) * 1000);
    return null;
  });
  const client = ledgerClient(stack.url, 600_000, { token: String(body.token), userId: null });
  await client.begin(id);
  return { client, id };
}

/** A released conversation is read from Postgres; without it, it cannot be read. */
async function untilReleased(stack: ProvingStack, id: string): Promise<void> {
  await pause(Math.max(firstRingMs, releaseAfterSeconds * 1000));
  await eventually(async () => {
    stack.postgres.set({ kind: "down" });
    const { status } = await api(stack.url)("GET", `/v1/conversations/${id}`);
    stack.postgres.set({ kind: "pass" });
    await pause(1_000);
    return status === 503 ? true : null;
  });
}

/** It refuses kindly what it could not answer rightly. */
async function expectAsleep(stack: ProvingStack, id: string, token: string): Promise<void> {
  const message = { conversationId: id, messageId: `${id}-asleep`, text: "Còn đó không?" };
  const response = await say(stack.url, message, AbortSignal.timeout(60_000), token);
  expect(response?.status).toBe(503);
  expect(Number(response?.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(await response?.json()).toMatchObject({ code: "unavailable" });
}
