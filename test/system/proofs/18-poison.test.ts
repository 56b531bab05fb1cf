/**
 * Poison holds nobody back.
 *
 * Postgres refuses some conversations (a constraint stands in for whatever it may object to). The others are written; those become dead
 * letters that say why. Once Postgres takes them, all letters are replayed, twice, and everything is there once. The audit agrees.
 */
import { expect } from "vitest";
import { inParallel } from "../../../src/platform/in-parallel.ts";
import { api, eventually, query } from "../../support/client.ts";
import { countingAt } from "../../support/faulty-model.ts";
import { proof } from "../../support/prove.ts";
import { provingGround } from "../../support/proving-ground.ts";

const ground = provingGround();

proof(18, "Poison is listed and replayed, and the rest is written once", async ({ size, seed, random, figures }) => {
  const { stack, model } = ground();
  model.perform(countingAt(0));
  const call = api(stack.url);
  const refuse = "ALTER TABLE messages ADD CONSTRAINT no_poison CHECK (content NOT LIKE '%poison%') NOT VALID";
  await query(stack, refuse, []);
  const count = size({ ci: 20, full: 400 });
  const poisoned = new Set(random.shuffle(Array.from({ length: count }, (_, n) => n)).slice(0, Math.max(1, count / 100)));
  const ids = await inParallel(
    Array.from({ length: count }, (_, n) => n),
    6,
    async (n) => {
      const { body } = await call("POST", "/v1/conversations", { user_id: `u-${seed}-${n}` });
      const text = poisoned.has(n) ? "poison" : "Xin chào";
      await call("POST", `/v1/conversations/${body.conversation_id}/messages`, { text });
      return String(body.conversation_id);
    },
  );
  const isSynced = async (id: string) => {
    const { body } = await call("GET", `/v1/conversations/${id}`);
    return body.synced_seq === body.last_seq ? true : null;
  };
  const sick = ids.filter((_, n) => poisoned.has(n));
  for (const id of ids.filter((one) => !sick.includes(one))) await eventually(() => isSynced(id));

  const listed = async () => (await call("GET", "/v1/dead-letters?per_page=100")).body;
  const letters = await eventually(async () => ((await listed()).total >= sick.length ? listed() : null), 200);
  expect(letters.data.map((letter: { body: { conversation_id: string } }) => letter.body.conversation_id).toSorted()).toEqual(
    sick.toSorted(),
  );
  for (const letter of letters.data) expect(letter).toMatchObject({ replayable: true, reason: expect.stringContaining("no_poison") });

  await query(stack, "ALTER TABLE messages DROP CONSTRAINT no_poison", []);
  for (const _ of ["once", "twice"]) expect((await call("POST", "/v1/dead-letters/replay")).status).toBe(200);
  for (const id of sick) await eventually(() => isSynced(id));
  await eventually(async () => ((await listed()).total === 0 ? true : null));

  for (const id of ids) {
    const { body } = await call("GET", `/v1/conversations/${id}/messages`);
    const rows = await query(stack, "SELECT id FROM messages WHERE conversation_id = $1 ORDER BY seq", [id]);
    expect(rows.map((row) => row["id"])).toEqual(body.data.map((message: { id: string }) => message.id));
  }
  const audit = await auditAll();
  expect(audit).toMatchObject({ conversations: count, gaps: [], doubles: [], broken_chains: [] });
  Object.assign(figures, { conversations: count, poisoned: sick.length, audited: audit.conversations });
});

/** Audits until nothing is due: one audit takes 200 conversations. */
async function auditAll() {
  const { stack } = ground();
  return eventually(async () => {
    await fetch(`${stack.url}/cdn-cgi/handler/scheduled?cron=${encodeURIComponent("17 * * * *")}`);
    const { body } = await api(stack.url)("GET", "/v1/audit");
    return body.due === 0 ? body : null;
  });
}
