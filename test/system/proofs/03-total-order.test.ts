/**
 * Total order: `seq` has no gap and is the same for every reader.
 *
 * Senders talk into the same conversations at once and wait their turn where one runs. Who sends a message reads its stream; somebody else
 * listens to whatever runs there; at the end the feed, `/messages` and Postgres are read. The feed tells every place from 1 to `last_seq`
 * once and in order, and nobody was told anything else at it.
 */
import { expect } from "vitest";
import { inParallel } from "../../../src/platform/in-parallel.ts";
import { api, query } from "../../support/client.ts";
import { askToCount, countingAt } from "../../support/faulty-model.ts";
import { ledgerClient } from "../../support/ledger-client.ts";
import { auditLedger, readRows } from "../../support/ledger.ts";
import { overhear } from "../../support/overhear.ts";
import { Places } from "../../support/places.ts";
import { proof } from "../../support/prove.ts";
import { provingGround } from "../../support/proving-ground.ts";
import type { ProvingStack } from "../../support/proving-stack.ts";
import { readFeed } from "../../support/read-feed.ts";

const ground = provingGround();
/** Senders are in as many conversations at once: where 50 are, five of them meet in each, as many as may wait there. */
const conversationsAtOnce = 10;
/** The share of messages during which somebody else listens. */
const overheard = 0.2;

proof(3, "Every reader of a conversation sees the same, in one order without a gap", async ({ size, seed, random, figures }) => {
  const { stack, model } = ground();
  model.perform(countingAt(0));
  const senders = size({ ci: 10, full: 50 });
  const conversations = Array.from({ length: size({ ci: 20, full: 1000 }) }, (_, n) => `order-${seed}-${n}`);
  const client = ledgerClient(stack.url);
  const places = new Places();
  let listened = 0;
  await inParallel(conversations, 20, (id) => client.begin(id));

  const talk = async (sender: number, own: typeof random) => {
    for (let first = 0; first < conversations.length; first += conversationsAtOnce) {
      for (const id of own.shuffle(conversations.slice(first, first + conversationsAtOnce))) {
        const listening = own.chance(overheard) ? overhear(stack.url, id) : [];
        const { reading } = await client.say(id, `${id}-${sender}`, askToCount(own.whole(1, 12), `${id}-${sender}`));
        places.putEvents(id, reading.events, `sender ${sender}`);
        const heard = await listening;
        places.putEvents(id, heard, `who listened beside sender ${sender}`);
        listened += heard.length;
      }
    }
  };
  await Promise.all(Array.from({ length: senders }, (_, sender) => talk(sender, random.fork())));

  const differences = await auditLedger(stack, client.entries, figures);
  const feeds = await inParallel(conversations, 10, (id) => readStored(stack, id, places));
  const lengths = feeds.map((feed) => feed.length);
  const gaps = conversations.flatMap((id, n) => places.gaps(id, lengths[n] ?? 0).map((seq) => `${id}: ${seq}`));
  figures["senders"] = senders;
  figures["places in all logs together"] = lengths.reduce((sum, length) => sum + length, 0);
  figures["… read by somebody else, too"] = listened;
  figures["places that readers saw differently"] = places.conflicts.length;
  figures["gaps"] = gaps.length;
  expect(differences).toEqual([]);
  expect(places.conflicts).toEqual([]);
  expect(gaps).toEqual([]);
  expect(feeds).toEqual(lengths.map((length) => Array.from({ length }, (_, place) => place + 1)));
});

/** What Postgres and the feed have at each place; gives the feed's places in its order. */
async function readStored(stack: ProvingStack, id: string, places: Places): Promise<number[]> {
  for (const row of await readRows(stack, id)) places.put(id, row.seq, "message", row.id, "Postgres");
  const log = await query(stack, "SELECT seq, kind FROM conversation_log WHERE tenant_id = 'demo' AND conversation_id = $1", [id]);
  for (const row of log) places.put(id, Number(row["seq"]), "log", String(row["kind"]), "Postgres");
  const { body } = await api(stack.url)("GET", `/v1/conversations/${id}`);
  const feed = await readFeed(stack.url, id, body.last_seq);
  for (const { seq, type, chunk, data, message } of feed) {
    if (chunk !== undefined) places.put(id, seq, "chunk", JSON.stringify(chunk), "the feed");
    if (message !== undefined) places.put(id, seq, "message", message.id, "the feed");
    if (data !== undefined) places.put(id, seq, "log", type, "the feed");
  }
  return feed.map(({ seq }) => seq);
}
