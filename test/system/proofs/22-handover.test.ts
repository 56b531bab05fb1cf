/**
 * Handover is clean: no word of the bot comes after staff have taken over.
 *
 * Each race is a conversation in which the bot counts, and staff who take over in the midst of it: after some words, at once with the
 * message, or while a second message waits. The log tells who was first: behind `handover.started` and before `handover.ended` there is no
 * chunk of an answer and no message of the bot; what its client read is what is stored; what waited is kept for staff, unanswered; and when
 * it is given back, the state is as before and the bot answers again.
 */
import { expect } from "vitest";
import { z } from "zod";
import { inParallel } from "../../../src/platform/in-parallel.ts";
import { api } from "../../support/client.ts";
import { askToCount, counted, countingAt } from "../../support/faulty-model.ts";
import { ledgerClient, readMessages, say } from "../../support/ledger-client.ts";
import { proof } from "../../support/prove.ts";
import { provingGround } from "../../support/proving-ground.ts";
import { readFeed, type FeedEntry } from "../../support/read-feed.ts";
import { Reading } from "../../support/reading.ts";
import { readEvents } from "../../support/sse.ts";

const ground = provingGround();
const paceMs = 5;
const concurrency = 20;
const kinds = ["after some words", "at once", "while another waits"] as const;

interface Race {
  kind: (typeof kinds)[number];
  conversationId: string;
  messageId: string;
  text: string;
  /** After how many of them staff take over. */
  words: number;
}

interface Run {
  reading: Reading;
  feed: FeedEntry[];
  complaints: string[];
}

proof(22, "Handover is clean: no word of the bot comes after the takeover", async ({ size, seed, random, figures }) => {
  const { stack, model } = ground();
  model.perform(countingAt(paceMs));
  const client = ledgerClient(stack.url);
  const races = Array.from({ length: size({ ci: 30, full: 1000 }) }, (_, n): Race => {
    const conversationId = `race-${seed}-${n}`;
    const kind = kinds[n % kinds.length] ?? "at once";
    // Long enough to be in its midst whenever staff come, on a busy machine, too.
    return { kind, conversationId, messageId: `${conversationId}-1`, text: askToCount(2000, conversationId), words: random.whole(0, 20) };
  });
  await inParallel(races, concurrency, ({ conversationId }) => client.begin(conversationId));
  const runs = await inParallel(races, concurrency, (race) => run(stack.url, race));

  const cut = runs.filter(({ reading }) => reading.status === "stopped");
  figures["races"] = runs.length;
  figures["… in which an answer was cut"] = cut.length;
  figures["… of which in mid-sentence"] = cut.filter(({ reading }) => reading.text !== "").length;
  figures["words read before the takeover"] = cut.reduce((sum, { reading }) => sum + reading.text.split(" ").length, 0);
  figures["bot chunks behind the takeover"] = runs.reduce((sum, { feed }) => sum + ofTheBot(feed).length, 0);
  figures["messages kept for staff"] = runs.reduce((sum, { feed }) => sum + between(feed).filter(isOfCustomer).length, 0);

  expect(runs.flatMap(({ complaints }) => complaints)).toEqual([]);
  expect(runs.flatMap(({ feed }) => ofTheBot(feed))).toEqual([]);
  // The race was one.
  expect(cut.length).toBeGreaterThan(runs.length / 3);
});

async function run(url: string, race: Race): Promise<Run> {
  const { conversationId, messageId, kind } = race;
  const call = api(url);
  const path = `/v1/conversations/${conversationId}`;
  const complaints: string[] = [];
  const check = (holds: boolean, complaint: string) => void (holds || complaints.push(`${conversationId} (${kind}): ${complaint}`));
  const reading = new Reading();
  const takeOver = () => unheard(call("POST", `${path}/handover`, { reason: "proof" }));

  const sent = say(url, race, AbortSignal.timeout(60_000));
  let taken = kind === "at once" ? takeOver() : null;
  const waitingId = `${conversationId}-2`;
  let waiting: ReturnType<typeof call> | null = null;
  const response = await sent;
  if (kind === "while another waits") waiting = unheard(call("POST", `${path}/messages`, { id: waitingId, text: "Có ai không?" }));
  let words = 0;
  for await (const event of response?.body ? readEvents(response.body) : []) {
    reading.take(event);
    if (reading.text !== "") words += 1;
    if (words >= race.words) taken ??= takeOver();
  }
  const handover = await (taken ?? takeOver());
  check(handover.status === 200 && handover.body.handler === "staff", `the takeover said ${handover.status}`);
  check(reading.closed, "the stream has no end");
  // At once with the takeover, the message may have come too late to be answered at all.
  check(reading.status === "stopped" || (kind === "at once" && reading.text === ""), `the stream ended as ${reading.status}`);
  complaints.push(...reading.complaints);

  const kept = await call("POST", `${path}/messages`, { id: `${conversationId}-3`, text: "Tôi chờ nhé" });
  check(
    kept.status === 200 && kept.body.message === null && kept.body.state === "handover",
    `a message was answered ${JSON.stringify(kept.body)}`,
  );
  const waited = waiting === null ? null : await waiting;
  check(waited === null || waited.body.message === null, "what waited was answered");
  await compare(url, race, reading, check);

  const released = await call("POST", `${path}/release`);
  check(released.body.handler === "bot" && released.body.state === "idle", `given back it stands at ${released.body.state}`);
  const question = askToCount(2, `${conversationId}-4`);
  const answer = await call("POST", `${path}/messages`, { text: question });
  check(answer.body.message?.content === counted(question).join(""), "the bot does not answer again");
  const { body } = await call("GET", path);
  const messages = await readMessages(url, conversationId);
  const ids = messages.map(({ id }) => id);
  check(
    ids.includes(messageId) && ids.includes(`${conversationId}-3`) && (waited === null || ids.includes(waitingId)),
    "a message is not kept",
  );
  return { reading, feed: await readFeed(url, conversationId, body.last_seq), complaints };
}

/** It is heard below; until then nobody listens. */
function unheard<T>(call: Promise<T>): Promise<T> {
  call.catch(() => undefined);
  return call;
}

/** What was read is what is stored. */
async function compare(
  url: string,
  { conversationId, messageId }: Race,
  reading: Reading,
  check: (holds: boolean, complaint: string) => void,
): Promise<void> {
  const messages = await readMessages(url, conversationId);
  const answer = messages.find((message) => message.previous_message_id === messageId && message.author_type === "assistant");
  check((answer?.content ?? "") === reading.text, `"${reading.text}" was read, "${answer?.content}" is stored`);
}

const chunkSchema = z.looseObject({ type: z.string() });

/** What happened while staff had the conversation. */
function between(feed: readonly FeedEntry[]): FeedEntry[] {
  const started = feed.findIndex(({ type }) => type === "handover.started");
  const ended = feed.findIndex(({ type }) => type === "handover.ended");
  if (started < 0 || ended < started) throw new Error("The log does not tell of the handover.");
  return feed.slice(started + 1, ended);
}

const isOfCustomer = ({ message }: FeedEntry): boolean => message?.["author_type"] === "user";

/** A kept message ends its own stream, in which nothing is said: that is all that may stand here. */
function ofTheBot(feed: readonly FeedEntry[]): FeedEntry[] {
  return between(feed).filter((entry) => {
    if (entry.message?.["author_type"] === "assistant") return true;
    return entry.chunk !== undefined && !(isOfCustomer(entry) && chunkSchema.parse(entry.chunk).type === "finish");
  });
}
