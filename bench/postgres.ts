/**
 * `npm run bench:postgres [-- --turns 5000] [--at-once 1]`: how many turns a second the history consumer writes into one Postgres, and how
 * many bytes a turn takes there. In the local stand-in, or in the PostgreSQL that EDGEWISE_POSTGRES_URL names; either is asked through
 * one connection, so it tells what one connection does. docs/scale.md counts with it.
 */
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { sql } from "drizzle-orm";
import { migrate } from "../dev/migrate.ts";
import { launchStandIns } from "../dev/stand-ins/launch.ts";
import { connectDatabase, type Database } from "../src/db/client.ts";
import { writeHandOvers } from "../src/history/index.ts";
import { retailFlow } from "../src/lifecycle/index.ts";
import type { HandedRow, HandOver, StoredMessage } from "../src/transcript/index.ts";

const hashOf = (text: string) => createHash("sha256").update(text).digest("hex");
const answer = "Mình thấy mẫu này hợp với nhu cầu của bạn, máy nhẹ và pin bền. ".repeat(10);

/** As wrangler.toml has it: the most doorbells in one delivery. */
const conversationsPerDelivery = 50;

const { values } = parseArgs({ options: { turns: { type: "string", default: "5000" }, "at-once": { type: "string", default: "1" } } });
const folder = mkdtempSync(join(tmpdir(), "edgewise-bench-"));
const standIns = launchStandIns(folder);
try {
  const { databaseUrl, databaseEndpoint } = await standIns.endpoints;
  const db = connectDatabase(databaseUrl, databaseEndpoint);
  await migrate(db);
  const deliveries = Math.ceil(Number(values.turns) / conversationsPerDelivery);
  // The first ones open connections and fill caches.
  await deliver(db, 10, 1, "warm");
  const before = await bytesOf(db);
  const seconds = await deliver(db, deliveries, Number(values["at-once"]), "timed");
  const turns = deliveries * conversationsPerDelivery;
  const place = process.env["EDGEWISE_POSTGRES_URL"] ? "PostgreSQL" : "the embedded stand-in";
  console.log(`${turns} turns into ${place}, ${conversationsPerDelivery} conversations a delivery, ${values["at-once"]} at once`);
  console.log(`turns/s               ${(turns / seconds).toFixed(0)}`);
  console.log(`messages/s            ${((2 * turns) / seconds).toFixed(0)}`);
  console.log(`bytes a turn          ${(((await bytesOf(db)) - before) / turns).toFixed(0)} (tables and indexes)`);
} finally {
  await standIns.stop();
  rmSync(folder, { recursive: true, force: true });
}

/** Seconds for so many deliveries: rounds of the same 50 conversations, each with one turn more, as they come from talking people. */
async function deliver(db: Database, deliveries: number, atOnce: number, name: string): Promise<number> {
  const startedAt = performance.now();
  const lane = async (number: number) => {
    for (let round = 0; round * atOnce + number < deliveries; round++) {
      const handOvers = Array.from({ length: conversationsPerDelivery }, (_, index) => turnOf(`${name}-${number}-${index}`, round));
      await writeHandOvers(db, handOvers, Date.now());
    }
  };
  await Promise.all(Array.from({ length: atOnce }, (_, number) => lane(number)));
  return (performance.now() - startedAt) / 1000;
}

/** The hand-over of one more turn: a question and an answer of about a hundred words. */
function turnOf(conversationId: string, round: number): HandOver {
  const afterSeq = round * 2;
  const rows = [rowOf(conversationId, afterSeq + 1, "Tìm giúp mình laptop dưới 20 triệu"), rowOf(conversationId, afterSeq + 2, answer)];
  const previousHash = round === 0 ? "" : hashOf(`${conversationId}${afterSeq}`);
  return { conversation: recordOf(conversationId, afterSeq + 2), rows, afterSeq, upToSeq: afterSeq + 2, previousHash };
}

function rowOf(conversationId: string, seq: number, content: string): HandedRow {
  const message: StoredMessage = {
    seq,
    id: `msg_${hashOf(`${conversationId}${seq}`).slice(0, 32)}`,
    previousMessageId: seq === 1 ? null : `msg_${hashOf(`${conversationId}${seq - 1}`).slice(0, 32)}`,
    authorType: seq % 2 === 1 ? "user" : "assistant",
    content,
    parts: [{ type: "text", text: content }],
    metadata: {},
    turnId: null,
    createdAt: Date.now(),
    updatedAt: Date.now(),
  };
  return {
    seq,
    message,
    previousSeq: seq - 1,
    events: [],
    turn: null,
    stream: null,
    recording: null,
    hash: hashOf(`${conversationId}${seq}`),
  };
}

function recordOf(conversationId: string, lastSeq: number): HandOver["conversation"] {
  return {
    tenantId: "tenant_bench",
    conversationId,
    userId: "user_bench",
    skillId: null,
    bot: {
      id: "bot_bench",
      name: "Bench",
      instructions: "You sell laptops.",
      greeting: { enabled: true },
      language: "vi",
      onBusy: "queue",
      flow: retailFlow,
      budget: { tokens: null, seconds: null, steps: null, money: null },
      recording: false,
    },
    flow: null,
    language: "vi",
    state: "browsing",
    visited: ["idle", "browsing"],
    handler: "bot",
    shown: [],
    focus: null,
    kept: {},
    metadata: {},
    lastSeq,
    syncedSeq: lastSeq - 2,
    lastMessageId: `msg_${hashOf(`${conversationId}${lastSeq}`).slice(0, 32)}`,
    headSeq: lastSeq,
    branches: {},
    ratings: {},
    epoch: 0,
    stateBeforeHandover: null,
    generation: 0,
    rewinds: [],
    effects: "live",
    forkedFrom: null,
    silentSince: Date.now(),
    remindedAt: null,
    pausedFrom: null,
    startedAt: Date.now(),
    endedAt: null,
    updatedAt: Date.now(),
  };
}

async function bytesOf(db: Database): Promise<number> {
  const { rows } = await db.execute(sql`select pg_database_size(current_database()) as bytes`);
  return Number(rows[0]?.["bytes"]);
}
