/**
 * A turn survives a disconnect, and a stop stops it.
 *
 * Clients that hang up in mid-answer, without a word or with some: every answer is whole all the same. Clients that press stop: the stream
 * ends in `abort` with nothing behind it, the stored answer is what was said, and nothing is added to it later.
 */
import { expect } from "vitest";
import { inParallel } from "../../../src/platform/in-parallel.ts";
import { api, eventually } from "../../support/client.ts";
import { askToCount, counted, countingAt } from "../../support/faulty-model.ts";
import { percentile } from "../../support/figures.ts";
import { watchLateness, type Lateness } from "../../support/lateness.ts";
import { ledgerClient, readMessages, say } from "../../support/ledger-client.ts";
import { proof } from "../../support/prove.ts";
import { provingGround } from "../../support/proving-ground.ts";
import { Reading } from "../../support/reading.ts";
import { readEvents } from "../../support/sse.ts";

const ground = provingGround();
const paceMs = 20;
const concurrency = 20;
const silentWithinMs = 1000;
/** For a machine that is busy with other things; a stream that is lost says nothing for ever. */
const patienceMs = 600_000;

/** A message, and after how many words its sender does something. */
interface Plan {
  conversationId: string;
  messageId: string;
  text: string;
  words: number;
}

proof(12, "A turn survives its client; a stop silences it within a second", async ({ full, size, seed, random, figures }) => {
  const { stack, model } = ground();
  model.perform(countingAt(paceMs));
  const client = ledgerClient(stack.url);
  const plan = (kind: string, n: number, to: number): Plan => {
    const conversationId = `${kind}-${seed}-${n}`;
    return { conversationId, messageId: `${conversationId}-1`, text: askToCount(to, conversationId), words: random.whole(0, 10) };
  };
  const number = size({ ci: 12, full: 500 });
  const aborts = Array.from({ length: number }, (_, n) => plan("abort", n, random.whole(11, 40)));
  // Long enough to be in its midst whenever the stop comes.
  const stops = Array.from({ length: number }, (_, n) => plan("stop", n, 500));
  await inParallel([...aborts, ...stops], concurrency, ({ conversationId }) => client.begin(conversationId));

  await inParallel(aborts, concurrency, (abort) => hangUp(stack.url, abort));
  const answers = await inParallel(aborts, concurrency, (abort) => eventually(() => answerTo(stack.url, abort)));
  figures["aborts"] = aborts.length;
  figures["… whose answer is whole"] = answers.filter(({ content }, n) => content === counted(aborts[n]?.text ?? "").join("")).length;

  // Readers and model are one process: what that is late is not the server's.
  const lateness = watchLateness();
  const stopped = await inParallel(stops, concurrency, (stop) => stopMidway(stack.url, stop, lateness));
  const toSilence = stopped.map(({ reading, askedAt }) => Math.max(0, (reading.lastWordAt ?? 0) - askedAt));
  // Who presses stop before the first word may be quicker than the call of the model.
  const asked = stops.filter(({ words }) => words > 0);
  await eventually(async () => (asked.every(({ text }) => model.hungUp.has(text)) ? true : null));
  lateness.stop();
  const lateMs = stopped.map(({ late }) => late);
  const toRelease = stopped.flatMap(({ askedAt }, n) => (model.hungUp.get(stops[n]?.text ?? "") ?? askedAt) - askedAt);
  figures["stops"] = stops.length;
  figures["… last word behind the stop, ms, p50"] = percentile(toSilence, 0.5);
  figures["… last word behind the stop, ms, p99"] = percentile(toSilence, 0.99);
  figures["… last word behind the stop, ms, at most"] = Math.max(...toSilence);
  figures["… of which readers and model were late themselves, ms, at most"] = Math.max(...lateMs);
  figures["… longest that a stream said nothing, ms"] = Math.max(...stopped.map(({ silentMs }) => silentMs));
  figures["… model let go behind the stop, ms, at most"] = Math.max(...toRelease);

  expect(answers.map(({ content }) => content)).toEqual(aborts.map(({ text }) => counted(text).join("")));
  expect(stopped.flatMap(({ reading }) => reading.complaints)).toEqual([]);
  // Whose model was lost on the way was never stopped, and says so.
  expect(
    stopped.flatMap(({ reading, confirmed, silentMs }, n) =>
      reading.status === "stopped" && confirmed
        ? []
        : [
            `${stops[n]?.messageId}: ${reading.status}, ${model.attempts.get(stops[n]?.text ?? "") ?? 0} calls of its model, silent for ${silentMs} ms`,
          ],
    ),
  ).toEqual([]);
  // Whatever the model went on to say changed nothing.
  const kept = await inParallel(stops, concurrency, (stop) => answerTo(stack.url, stop));
  expect(kept.map((answer) => answer?.content)).toEqual(stopped.map(({ reading }) => reading.text));
  const own = (times: number[]) => Math.max(...times.map((time, n) => time - (lateMs[n] ?? 0)));
  if (full) expect(Math.max(own(toSilence), own(toRelease))).toBeLessThanOrEqual(silentWithinMs);
});

/** Says it and closes the connection after its words. */
async function hangUp(url: string, plan: Plan): Promise<void> {
  const connection = new AbortController();
  const response = await say(url, plan, connection.signal);
  expect(response?.status).toBe(200);
  await readWords(response, new Reading(), plan.words);
  connection.abort();
}

/** `silentMs`: the longest between two events; `late`: for how long this process stood still from the stop to the end, in milliseconds. */
interface Stopped {
  reading: Reading;
  askedAt: number;
  confirmed: boolean;
  silentMs: number;
  late: number;
}

/** Says it, presses stop after its words, and reads to the end. */
async function stopMidway(url: string, plan: Plan, lateness: Lateness): Promise<Stopped> {
  const reading = new Reading();
  let heardAt = performance.now();
  let silentMs = 0;
  const response = await say(url, plan, AbortSignal.timeout(patienceMs));
  const events = response?.body ? readEvents(response.body) : [];
  let askedAt = 0;
  let lateBefore = lateness.total();
  let stop: ReturnType<ReturnType<typeof api>> | undefined;
  let words = 0;
  try {
    for await (const event of events) {
      reading.take(event);
      silentMs = Math.max(silentMs, performance.now() - heardAt);
      heardAt = performance.now();
      if (reading.text !== "") words += 1;
      if (stop !== undefined || words < plan.words) continue;
      askedAt = performance.now();
      lateBefore = lateness.total();
      stop = api(url)("POST", `/v1/conversations/${plan.conversationId}/stop`);
      // Heard below; until then nobody listens.
      stop.catch(() => undefined);
    }
    return { reading, askedAt, confirmed: (await stop)?.body?.stopped === true, silentMs, late: lateness.total() - lateBefore };
  } catch (error) {
    const since = askedAt === 0 ? "before the stop" : `${(performance.now() - askedAt).toFixed(0)} ms behind the stop`;
    const { body } = await api(url)("GET", `/v1/conversations/${plan.conversationId}`);
    const there = `the conversation is at ${body?.last_seq}, the reader at ${reading.lastId}`;
    reading.complaints.push(`${plan.conversationId} broke ${since}, after ${words} words: ${String(error)}; ${there}`);
    return { reading, askedAt, confirmed: false, silentMs, late: lateness.total() - lateBefore };
  }
}

async function readWords(response: Response | undefined, reading: Reading, words: number): Promise<void> {
  if (words === 0 || !response?.body) return;
  let read = 0;
  for await (const event of readEvents(response.body)) {
    reading.take(event);
    if (reading.text !== "" && ++read >= words) return;
  }
}

async function answerTo(url: string, { conversationId, messageId }: Plan): Promise<{ content: string } | null> {
  const messages = await readMessages(url, conversationId);
  return messages.find((message) => message.previous_message_id === messageId) ?? null;
}
