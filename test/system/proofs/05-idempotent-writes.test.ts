/**
 * One key, one effect.
 *
 * Waves of keys, each sent by twenty clients at once; in the midst of each wave the runtime is killed. The clients insist until they are
 * answered. All twenty are told the same, and what the key asked for is there once.
 */
import { setTimeout as pause } from "node:timers/promises";
import { expect } from "vitest";
import { firstRingMs } from "../../../src/conversations/index.ts";
import { inParallel } from "../../../src/platform/in-parallel.ts";
import { api, eventually, query } from "../../support/client.ts";
import { askToCount, countingAt } from "../../support/faulty-model.ts";
import { insist, sendOnce, type Answered, type KeyedWrite } from "../../support/insistent-client.ts";
import { ledgerClient, readMessages } from "../../support/ledger-client.ts";
import { proof } from "../../support/prove.ts";
import { provingGround } from "../../support/proving-ground.ts";

const ground = provingGround();
const atOnce = 20;
const keysOfWave = 25;

/** What is written under a key: `start` a conversation without an id, `say` a message without one, `mint` an API key. */
type Kind = "start" | "say" | "mint";

interface Plan extends KeyedWrite {
  kind: Kind;
}

proof(5, "Twenty at once under one key, through a crash, are one effect", async ({ size, seed, random, figures }) => {
  const { stack, model } = ground();
  model.perform(countingAt(20));
  const plans = Array.from({ length: size({ ci: 20, full: 1000 }) }, (_, n) =>
    planned(random.pick<Kind>(["start", "say", "mint"]), `once-${seed}-${n}`),
  );
  const talks = plans.filter(({ kind }) => kind === "say");
  const client = ledgerClient(stack.url);
  await inParallel(talks, 20, ({ key }) => client.begin(key));

  const told: Answered[][] = [];
  for (let first = 0; first < plans.length; first += keysOfWave) {
    const wave = plans.slice(first, first + keysOfWave);
    // In the first half of the answers, so that the crash has many to cut off.
    const killAfter = random.whole(1, (wave.length * atOnce) / 2);
    told.push(...(await throughACrash(wave, killAfter)));
    figures["crashes"] = first / keysOfWave + 1;
  }
  const all = told.flat();
  figures["keys"] = plans.length;
  figures["requests that were answered for good"] = all.length;
  figures["… as the first one was"] = all.filter(({ replayed }) => replayed).length;
  figures["409 while the first one ran"] = all.reduce((sum, { running }) => sum + running, 0);
  figures["cut off by a crash"] = all.reduce((sum, { away }) => sum + away, 0);

  expect(told.map((answers) => new Set(answers.map(({ status, text }) => `${status} ${text}`)).size)).toEqual(plans.map(() => 1));
  expect(told.map(([one]) => one?.status)).toEqual(plans.map(({ kind }) => (kind === "say" ? 200 : 201)));
  expect(figures["409 while the first one ran"]).toBeGreaterThan(0);
  expect(figures["cut off by a crash"]).toBeGreaterThan(0);

  figures["effects"] = await countEffects(plans, told);
  expect(figures["effects"]).toBe(plans.length);

  const misused = await inParallel(plans, 20, (plan) =>
    sendOnce(stack.url, { ...plan, body: { ...Object(plan.body), metadata: { other: true } } }, AbortSignal.timeout(600_000)),
  );
  figures["other bodies refused with 422"] = misused.filter((reply) => reply?.status === 422).length;
  expect(figures["other bodies refused with 422"]).toBe(plans.length);
});

function planned(kind: Kind, key: string): Plan {
  const write = { kind, key, method: "POST" };
  if (kind === "start") return { ...write, path: "/v1/conversations", body: { user_id: key } };
  if (kind === "mint") return { ...write, path: "/v1/api-keys", body: { name: key } };
  return { ...write, path: `/v1/conversations/${key}/messages`, body: { text: askToCount(10, key) } };
}

/** Twenty clients for each key, all at once; the runtime is killed when so many of them have their answers. */
async function throughACrash(wave: readonly Plan[], killAfter: number): Promise<Answered[][]> {
  const { stack } = ground();
  let answered = 0;
  let crash: Promise<void> | undefined;
  const ask = async (plan: Plan) => {
    const answer = await insist(stack.url, plan);
    if (++answered === killAfter) crash = stack.restartRuntime("SIGKILL");
    return answer;
  };
  const answers = await Promise.all(wave.map((plan) => Promise.all(Array.from({ length: atOnce }, () => ask(plan)))));
  await crash;
  return answers;
}

/** How many conversations, messages and API keys there are under the names of these keys. Errors: where one of them is not what was told. */
async function countEffects(plans: readonly Plan[], told: readonly Answered[][]): Promise<number> {
  const { stack } = ground();
  const ofKind = (kind: Kind) =>
    plans.flatMap((plan, at) => (plan.kind === kind ? [{ plan, answer: JSON.parse(told[at]?.[0]?.text ?? "") }] : []));
  const said = await inParallel(ofKind("say"), 20, async ({ plan, answer }) => {
    const messages = await readMessages(stack.url, plan.key);
    expect(messages.map(({ id }) => id)).toContain(answer.message.id);
    return messages.filter(({ author_type }) => author_type === "user").length;
  });
  const minted = await inParallel(ofKind("mint"), 20, async ({ plan, answer }) => {
    const listed = await api(stack.url, answer.key)("GET", `/v1/api-keys?q=${plan.key}&per_page=100`);
    const own = listed.body.data.filter(({ name }: { name: string }) => name === plan.key);
    expect(own.map(({ id }: { id: string }) => id)).toContain(answer.id);
    return own.length;
  });
  const started = await countStarted(ofKind("start").map(({ plan, answer }) => [plan.key, answer.conversation_id]));
  return [...said, ...minted, started].reduce((sum, count) => sum + count, 0);
}

/** Conversations of these users, as Postgres has them. One that nobody was told of would ring by then as well. */
async function countStarted(expected: [userId: string, conversationId: string][]): Promise<number> {
  const { stack } = ground();
  const users = expected.map(([userId]) => userId);
  const read = () => query(stack, "SELECT user_id, id FROM conversations WHERE user_id = ANY($1)", [users]);
  await eventually(async () => (new Set((await read()).map((row) => row["user_id"])).size === users.length ? true : null));
  await pause(firstRingMs + 5000);
  const rows = await read();
  expect(new Map(rows.map((row) => [row["user_id"], row["id"]]))).toEqual(new Map(expected));
  return rows.length;
}
