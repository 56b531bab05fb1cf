/**
 * Who was cut off goes on exactly where it was.
 *
 * Clients of the front door are cut at random bytes, before the first word as well, while answers are said and after they have ended:
 * answers with tools, stopped ones, failed ones, long ones, several conversations at once. What they come back for by `Last-Event-ID`
 * joins to the bytes that an uncut client got; so does what useChat has replayed, the feed and the socket. Through a `kill -9` a client
 * gets exactly what follows, or is told that its place is gone and gets the whole; in the end it holds what `/messages` holds.
 */
import { setTimeout as pause } from "node:timers/promises";
import { expect } from "vitest";
import { inParallel } from "../../../src/platform/in-parallel.ts";
import { api } from "../../support/client.ts";
import { listenToFeed, listenToSocket, type Extent } from "../../support/cut-feed.ts";
import { blocksOf, lastIdIn, readPiece, seqOf, uncut } from "../../support/cut-reader.ts";
import {
  Tally,
  compareListeners,
  compareToEnd,
  compareWithFresh,
  countCuts,
  withoutGenerations,
  wordsOf,
} from "../../support/cut-tally.ts";
import { ask, done, followTurn, type Question, type Way } from "../../support/cut-turns.ts";
import { askToCount, counted, modelVariables, startFaultyModel, type FaultyModel } from "../../support/faulty-model.ts";
import { readMessages } from "../../support/ledger-client.ts";
import { proof, type Proof } from "../../support/prove.ts";
import { startProvingStack, type ProvingStack } from "../../support/proving-stack.ts";
import type { SeededRandom } from "../../support/random.ts";

const atOnce = 4;
const atOnceInCi = 2;
const turnsOfEach = 3;
const said = [
  "Cho tôi xem laptop",
  "Tìm laptop dưới 20 triệu",
  "Cái thứ 2",
  "So sánh với cái 4",
  "Show me phones under 10 million",
  "Cảm ơn em",
] as const;
const resuming: Way = { manner: "resume", surface: "conversations" };
const replaying: Way = { manner: "replay", surface: "chat" };
const ways: [Way, ...Way[]] = [resuming, { manner: "resume", surface: "chat" }, replaying];

/** What is asked in one conversation, and how its turns end. */
interface Plan {
  id: string;
  random: SeededRandom;
  text(turn: number): string;
}

proof(4, "A client that is cut anywhere goes on exactly where it was", async (run) => {
  const { size, figures } = run;
  const cuts = size({ ci: 150, full: 5000 });
  const tally = new Tally();
  await throughShop(run, cuts * 0.5, tally);
  await throughBreakingModel(run, cuts, size({ ci: 1, full: 20 }), tally);

  figures["cuts"] = tally.total;
  figures["… of turns' streams"] = tally.cuts.turns;
  figures["… … before anything was told"] = tally.cuts.beforeAnything;
  figures["… of feeds"] = tally.cuts.feed;
  figures["… of sockets"] = tally.cuts.socket;
  figures["… by kill -9 or on its way"] = tally.cuts.kills;
  figures["turns"] = tally.turns;
  for (const [status, number] of tally.statuses) figures[`… ${status}`] = number;
  figures["stale places asked for, each told so"] = tally.stale;
  figures["discontinuities told behind a kill"] = tally.discontinuitiesThroughKills;
  figures["pieces that did not join"] = tally.differences.length;
  expect(tally.differences).toEqual([]);
  // It proves what it says it does.
  expect(tally.total).toBeGreaterThanOrEqual(cuts);
  expect(tally.cuts.beforeAnything).toBeGreaterThan(0);
  for (const status of ["complete", "stopped", "failed"]) expect(tally.statuses.get(status), status).toBeGreaterThan(0);
});

async function throughShop(run: Proof, cuts: number, tally: Tally): Promise<void> {
  const stack = await startProvingStack({ OFFLINE_TOKEN_DELAY_MS: "8" });
  try {
    await inRounds(run, "shop", cuts, tally, (random) => () => random.pick(said), stack);
  } finally {
    await stack.stop();
  }
}

/** Long answers and such that break off; and a process that dies in their midst. */
async function throughBreakingModel(run: Proof, cuts: number, kills: number, tally: Tally): Promise<void> {
  const model = await startFaultyModel();
  const stack = await startProvingStack({ ...modelVariables(model), MODEL_SILENCE_MS: "700" });
  try {
    model.perform(({ question }) => {
      const words = counted(question);
      const breaks = words.length % 3 === 0;
      return { words, paceMs: 4, ending: breaks ? "reset" : "done" };
    });
    for (let kill = 0; kill < kills; kill++) await throughKill(stack, model, `kill-${run.seed}-${kill}`, run.random.fork(), tally);
    const text = (random: SeededRandom) => (turn: number) =>
      askToCount(random.pick([() => random.whole(1, 20), () => random.whole(50, 400)])() * 3 + (turn === 2 ? 2 : 0), "dài");
    await inRounds(run, "long", cuts, tally, text, stack);
  } finally {
    await stack.stop();
    await model.stop();
  }
}

/** Conversations until so many cuts were made. */
async function inRounds(
  { seed, random, size }: Proof,
  kind: string,
  cuts: number,
  tally: Tally,
  text: (random: SeededRandom) => Plan["text"],
  stack: ProvingStack,
): Promise<void> {
  for (let round = 0; tally.total < cuts || round === 0; round++) {
    const plans = Array.from({ length: size({ ci: atOnceInCi, full: atOnce }) }, (_, n): Plan => {
      const own = random.fork();
      return { id: `cut-${kind}-${seed}-${round}-${n}`, random: own, text: text(own) };
    });
    await inParallel(plans, atOnce, (plan) => throughConversation(stack.url, plan, tally));
  }
}

async function throughConversation(url: string, { id, random, text }: Plan, tally: Tally): Promise<void> {
  const call = api(url);
  await call("POST", "/v1/conversations", { conversation_id: id, user_id: id });
  const known = new AbortController();
  const extent: Extent = { lastSeq: Infinity, isKnown: known.signal };
  const listeners = Promise.all([
    listenToFeed(url, id, extent, 8, random.fork()),
    listenToSocket(url, id, extent, 8, random.fork()),
    listenToFeed(url, id, extent, 0, random.fork()),
  ]);
  // Heard below; until then nobody listens.
  listeners.catch(() => undefined);
  let last = "";
  for (let turn = 0; turn < turnsOfEach; turn++) {
    const question = { conversationId: id, messageId: `${id}-${turn}`, text: text(turn) };
    last = await throughTurn(url, question, turn === 1, random, tally);
    await throughStalePlace(url, id, last, tally);
  }
  extent.lastSeq = (await call("GET", `/v1/conversations/${id}`)).body.last_seq;
  known.abort();
  const [feed, socket, whole] = await listeners;
  tally.cuts.feed += feed.cuts;
  tally.cuts.socket += socket.cuts;
  compareListeners(id, { feed, socket, whole }, tally);
}

/** Gives the uncut stream. */
async function throughTurn(url: string, question: Question, stop: boolean, random: SeededRandom, tally: Tally): Promise<string> {
  const whole = ask(url, question, "conversations");
  const [first, second, third] = [random.fork(), random.fork(), random.fork()];
  const live = Promise.all([
    followTurn(url, question, resuming, 8, first),
    followTurn(url, question, random.pick(ways), 6, second),
    followTurn(url, question, random.pick(ways), 3, third),
  ]);
  if (stop) {
    await pause(random.whole(0, 250));
    await api(url)("POST", `/v1/conversations/${question.conversationId}/stop`);
  }
  const told = await live;
  const { events } = await whole;
  told.push(
    await followTurn(url, question, resuming, 6, random.fork()),
    await followTurn(url, question, random.pick(ways), 3, random.fork()),
  );
  tally.turns += 1;
  const status = /"status":"(\w+)"/.exec(events.slice(events.lastIndexOf('"messageMetadata"')))?.[1] ?? "without a status";
  tally.statuses.set(status, (tally.statuses.get(status) ?? 0) + 1);
  if (!events.endsWith(done)) tally.differences.push(`The uncut answer to ${question.messageId} has no end.`);
  for (const [place, followed] of told.entries()) {
    countCuts(followed, "turns", tally);
    if (followed.discontinuities > 0) tally.differences.push(`${question.messageId}: a discontinuity without a reason.`);
    compareToEnd(`${question.messageId}, reader ${place}`, followed, events, tally);
  }
  return events;
}

/** A place that never was: the client is told so, and gets the last answer whole. */
async function throughStalePlace(url: string, id: string, whole: string, tally: Tally): Promise<void> {
  const last = seqOf(lastIdIn(whole));
  for (const place of [`${last + 5000}`, `${last}.7`]) {
    const headers = { authorization: "Bearer demo", "last-event-id": place };
    const { events } = await readPiece(`${url}/v1/conversations/${id}/stream`, { headers }, uncut);
    const [notice = "", ...rest] = blocksOf(events);
    tally.stale += 1;
    if (!notice.includes('"type":"data-discontinuity"')) tally.differences.push(`${id}: the place ${place} is answered by ${notice}`);
    else tally.compare(`${id} behind the place ${place}`, rest.join(""), whole);
  }
}

/** Long answers, whose process is killed while several clients read them. */
async function throughKill(stack: ProvingStack, model: FaultyModel, name: string, random: SeededRandom, tally: Tally): Promise<void> {
  const { url } = stack;
  const questions = Array.from({ length: atOnce }, (_, n): Question => {
    const id = `${name}-${n}`;
    return { conversationId: id, messageId: `${id}-0`, text: askToCount(3 * random.whole(100, 250) + 1, id) };
  });
  await inParallel(questions, atOnce, ({ conversationId }) =>
    api(url)("POST", "/v1/conversations", { conversation_id: conversationId, user_id: "cut" }),
  );
  const known = new AbortController();
  const extents = questions.map((): Extent => ({ lastSeq: Infinity, isKnown: known.signal }));
  const calls = model.calls();
  const readers = questions.map((question) =>
    Promise.all([
      followTurn(url, question, resuming, 0, random.fork()),
      followTurn(url, question, resuming, 5, random.fork()),
      followTurn(url, question, replaying, 2, random.fork()),
    ]),
  );
  const listeners = questions.map(({ conversationId }, n) =>
    Promise.all([
      listenToFeed(url, conversationId, extents[n] as Extent, 4, random.fork()),
      listenToSocket(url, conversationId, extents[n] as Extent, 4, random.fork()),
    ]),
  );
  for (const all of [...readers, ...listeners]) all.catch(() => undefined);
  while (model.calls() < calls + atOnce) await pause(5);
  await pause(random.whole(0, 1200));
  await stack.restartRuntime("SIGKILL");
  const told = await Promise.all(readers);
  for (const [n, { conversationId }] of questions.entries())
    (extents[n] as Extent).lastSeq = (await api(url)("GET", `/v1/conversations/${conversationId}`)).body.last_seq;
  known.abort();
  for (const [n, question] of questions.entries()) {
    const { events } = await ask(url, question, "conversations");
    const whole = withoutGenerations(events);
    for (const followed of told[n] ?? []) {
      countCuts(followed, "kills", tally);
      tally.discontinuitiesThroughKills += followed.discontinuities;
      compareToEnd(`${question.messageId} through a kill`, { ...followed, events: withoutGenerations(followed.events) }, whole, tally);
    }
    const stored = (await readMessages(url, question.conversationId)).find(({ previous_message_id: to }) => to === question.messageId);
    tally.compare(`${question.messageId} as it is stored`, stored?.content ?? "", wordsOf(events));
    tally.compare(`${question.messageId} as it was asked for`, wordsOf(events), counted(question.text).join(""));
    for (const listener of (await listeners[n]) ?? []) {
      tally.cuts.kills += listener.cuts;
      tally.discontinuitiesThroughKills += listener.discontinuities;
      const fresh = await listenToFeed(url, question.conversationId, extents[n] as Extent, 0, random);
      compareWithFresh(question.conversationId, listener, fresh, tally);
    }
  }
}
