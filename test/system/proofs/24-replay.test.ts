/**
 * A recorded conversation runs again to the same events.
 *
 * Conversations with the shop go through the front door: tools, stops, other attempts, messages that wait, goodbyes, processes that are
 * killed in mid-answer. Others are with a model that breaks in every way in which providers break. Each is exported and run again from
 * its export, the network off: every link of its hash chain comes out as it was.
 */
import { expect } from "vitest";
import { inParallel } from "../../../src/platform/in-parallel.ts";
import { parseExport, replayConversation, type ExportedConversation, type ReplayResult } from "../../../src/replay/index.ts";
import { describeTools, toolRegistry } from "../../../src/tools/index.ts";
import { api, eventually } from "../../support/client.ts";
import { askToCount, counted, modelVariables, startFaultyModel, type Performance } from "../../support/faulty-model.ts";
import { percentile } from "../../support/figures.ts";
import { proof } from "../../support/prove.ts";
import { startProvingStack, type ProvingStack } from "../../support/proving-stack.ts";
import type { SeededRandom } from "../../support/random.ts";
import { readEvents } from "../../support/sse.ts";

const concurrency = 6;
const said = [
  "Cho tôi xem laptop",
  "Tìm laptop dưới 20 triệu",
  "Cái thứ 2",
  "So sánh với cái 4",
  "Mua cái đầu",
  "Show me phones under 10 million",
  "Cảm ơn em",
  "Tạm biệt nhé",
] as const;

proof(
  24,
  "A recorded conversation, replayed with the network off, comes out as the same hash chain",
  async ({ size, seed, random, figures }) => {
    const exports = [
      ...(await shopping(size({ ci: 4, full: 70 }), size({ ci: 1, full: 6 }), seed, random)),
      ...(await breaking(size({ ci: 3, full: 30 }), seed, random)),
    ];
    const { results, reached, milliseconds } = await replayOffline(exports);
    const turns = exports.flatMap(({ rows }) => rows.flatMap(({ turn, events, recording }) => (turn ? [{ turn, events, recording }] : [])));
    figures["conversations"] = exports.length;
    figures["… identical"] = results.filter(({ identical }) => identical).length;
    figures["turns"] = turns.length;
    for (const status of ["complete", "stopped", "interrupted", "failed"] as const)
      figures[`… ${status}`] = turns.filter(({ turn }) => turn.status === status).length;
    figures["… run again"] = results.reduce((sum, { replayed }) => sum + replayed, 0);
    figures["… further attempts"] = turns.filter(({ turn }) => turn.attempt > 1).length;
    figures["… taken up after a kill"] = turns.filter(({ turn }) => turn.stalled !== null).length;
    figures["tools called"] = turns.flatMap(({ events }) => events.filter(({ kind }) => kind === "tool.called")).length;
    figures["a recording, bytes, p50"] = percentile(
      turns.map(({ recording }) => Buffer.byteLength(recording ?? "")),
      0.5,
    );
    figures["a turn's replay, ms"] = Math.round((milliseconds / turns.length) * 10) / 10;

    expect(results.filter(({ identical }) => !identical).map(({ first }) => first)).toEqual([]);
    expect(results.map(({ hash }) => hash)).toEqual(exports.map(({ rows }) => rows.at(-1)?.hash));
    expect(results.flatMap(({ taken, divergences }) => [...taken, ...divergences])).toEqual([]);
    expect(reached).toBe(0);
    // It proves what it says it does.
    expect(figures["tools called"]).toBeGreaterThan(0);
    expect(figures["… stopped"]).toBeGreaterThan(0);
    expect(figures["… failed"]).toBeGreaterThan(0);
  },
);

/** `kills` processes die while these conversations are talked. */
async function shopping(number: number, kills: number, seed: number, random: SeededRandom): Promise<ExportedConversation[]> {
  const stack = await startProvingStack({ OFFLINE_TOKEN_DELAY_MS: "10" });
  try {
    const plans = Array.from({ length: number }, (_, n) => ({ id: `replay-${seed}-${n}`, random: random.fork() }));
    await inParallel(plans, concurrency, ({ id, random: own }) => talk(stack.url, id, own));
    for (let kill = 0; kill < kills; kill++) await talkAndKill(stack, plans.slice(kill * 2, kill * 2 + 2));
    const exports = await inParallel(plans, concurrency, ({ id }) => exported(stack.url, id));
    // The Worker says the same of one of them.
    await replayInWorker(stack.url, exports[0]);
    return exports;
  } finally {
    await stack.stop();
  }
}

async function talk(url: string, id: string, random: SeededRandom): Promise<void> {
  const call = api(url);
  await call("POST", "/v1/conversations", { conversation_id: id, user_id: id });
  const turns = random.whole(3, 5);
  for (let turn = 0; turn < turns; turn++) {
    const text = random.pick(said);
    // The first ones make sure that each way is gone.
    const way = turn === 0 ? "stop" : turn === 1 ? "again" : random.pick(["wait", "wait", "stop", "again", "two at once"]);
    if (way === "stop") await sayAndStop(url, id, text, random.whole(1, 25));
    else if (way === "two at once") await Promise.all([sayAndWait(url, id, text), sayAndWait(url, id, random.pick(said))]);
    else await sayAndWait(url, id, text);
    if (way === "again") await sayAgain(url, id);
  }
}

async function sayAndWait(url: string, id: string, text: string): Promise<void> {
  const { status } = await api(url)("POST", `/v1/conversations/${id}/messages`, { text });
  expect(status).toBe(200);
}

/** Presses stop after so many events; the turn may have ended by then. */
async function sayAndStop(url: string, id: string, text: string, after: number): Promise<void> {
  const response = await stream(`${url}/v1/conversations/${id}/messages`, { text });
  let read = 0;
  for await (const _ of readEvents(response)) if (++read === after) await api(url)("POST", `/v1/conversations/${id}/stop`);
}

async function sayAgain(url: string, id: string): Promise<void> {
  const response = await stream(`${url}/v1/chat`, { id, trigger: "regenerate-message", messages: [{ role: "user", parts: [] }] });
  for await (const _ of readEvents(response));
}

async function stream(url: string, body: object): Promise<ReadableStream<Uint8Array>> {
  const headers = { authorization: "Bearer demo", "content-type": "application/json", accept: "text/event-stream" };
  const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
  expect(response.status).toBe(200);
  if (!response.body) throw new Error("A stream has no body.");
  return response.body;
}

/** The runtime is killed while these conversations are answered; each is taken up and answered to its end. */
async function talkAndKill(stack: ProvingStack, plans: readonly { id: string; random: SeededRandom }[]): Promise<void> {
  const streams = await Promise.all(
    plans.map(async ({ id, random }) => {
      const body = await stream(`${stack.url}/v1/conversations/${id}/messages`, { text: "Tìm laptop dưới 20 triệu", id: `${id}-killed` });
      return { body, after: random.whole(12, 30) };
    }),
  );
  await Promise.all(streams.map(({ body, after }) => readSome(body, after)));
  await stack.restartRuntime("SIGKILL");
  for (const { id } of plans) {
    await eventually(async () => {
      const { body } = await api(stack.url)("GET", `/v1/conversations/${id}/messages`);
      const messages: { previous_message_id: string | null }[] = body?.data ?? [];
      return messages.find((message) => message.previous_message_id === `${id}-killed`) ?? null;
    });
  }
}

async function readSome(body: ReadableStream<Uint8Array>, events: number): Promise<void> {
  let read = 0;
  for await (const _ of readEvents(body)) if (++read >= events) return;
}

/** Conversations with a model that breaks. */
async function breaking(number: number, seed: number, random: SeededRandom): Promise<ExportedConversation[]> {
  const model = await startFaultyModel();
  const endings: [Performance["ending"], ...Performance["ending"][]] = ["error", "reset", "truncate", "hang", "done"];
  model.perform(({ question, attempt }) => ({
    words: counted(question).slice(0, random.whole(0, 12)),
    paceMs: 2,
    ending: attempt > 3 ? "done" : random.pick(endings),
  }));
  const stack = await startProvingStack({ ...modelVariables(model), MODEL_SILENCE_MS: "600" });
  try {
    const ids = Array.from({ length: number }, (_, n) => `breaks-${seed}-${n}`);
    await inParallel(ids, concurrency, async (id) => {
      await api(stack.url)("POST", "/v1/conversations", { conversation_id: id, user_id: id });
      for (let turn = 0; turn < 3; turn++) {
        await sayAndWait(stack.url, id, askToCount(12, `${id}-${turn}`));
        if (turn === 1) await sayAgain(stack.url, id);
      }
    });
    return await inParallel(ids, concurrency, (id) => exported(stack.url, id));
  } finally {
    await stack.stop();
    await model.stop();
  }
}

async function exported(url: string, id: string): Promise<ExportedConversation> {
  const { status, body } = await api(url)("GET", `/v1/conversations/${id}/export`);
  expect(status).toBe(200);
  return parseExport(body);
}

async function replayInWorker(url: string, one: ExportedConversation | undefined): Promise<void> {
  const { status, body } = await api(url)("POST", `/v1/conversations/${one?.conversation.conversationId}/replay`, {});
  expect(status).toBe(200);
  expect(body.verification).toMatchObject({ identical: true, hash: one?.rows.at(-1)?.hash, first: null, taken: [], divergences: [] });
}

/** `reached`: how often something asked for the network. */
async function replayOffline(
  exports: readonly ExportedConversation[],
): Promise<{ results: ReplayResult[]; reached: number; milliseconds: number }> {
  const network = globalThis.fetch;
  let reached = 0;
  globalThis.fetch = () => {
    reached++;
    return Promise.reject(new Error("The network is off."));
  };
  const startedAt = performance.now();
  try {
    const results: ReplayResult[] = [];
    for (const one of exports) results.push(await replayConversation(one, { tools: toolRegistry, describeTools }));
    return { results, reached, milliseconds: performance.now() - startedAt };
  } finally {
    globalThis.fetch = network;
  }
}
