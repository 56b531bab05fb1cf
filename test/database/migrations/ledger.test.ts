import { readFileSync } from "node:fs";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { RunningPostgres } from "../../../dev/postgres/start.ts";
import { connectDatabase, type Database } from "../../../src/db/client.ts";
import { readMessages, readReleased, readReleasedRows } from "../../../src/history/index.ts";
import { startEmptyPostgres } from "../../support/database.ts";
import { newAddress, recordOf } from "../../support/history.ts";

let postgres: RunningPostgres;
let db: Database;

beforeAll(async () => {
  postgres = await startEmptyPostgres();
  db = connectDatabase(postgres.connectionString, postgres.endpoint);
});
afterAll(() => postgres.stop());

async function apply(...names: string[]): Promise<void> {
  for (const name of names) {
    const statements = readFileSync(`migrations/${name}.sql`, "utf8").split("--> statement-breakpoint");
    for (const statement of statements) await db.execute(sql.raw(statement));
  }
}

test("what was written before the ledger is read as it was: branches, events by their answers, bots without budgets", async () => {
  await apply("0000_language", "0001_foundations", "0002_history", "0003_runtime");
  const address = newAddress();
  const { tenantId: tenant, conversationId: id } = address;
  const { budget: _budget, recording: _recording, ...bot } = recordOf(address).bot;
  await db.execute(sql`insert into conversations
    (tenant_id, id, user_id, bot_id, bot, state, language, visited, handler, shown, last_seq, last_message_id, started_at, updated_at)
    values (${tenant}, ${id}, 'an', 'bot_1', ${JSON.stringify(bot)}::jsonb, 'idle', 'vi', '["idle"]', 'bot', '[]', 40, 'again', now(), now())`);
  const said = async (seq: number, name: string, before: string | null, author: string) =>
    db.execute(sql`insert into messages (tenant_id, conversation_id, seq, id, previous_message_id, author_type, content, parts, created_at, updated_at)
      values (${tenant}, ${id}, ${seq}, ${name}, ${before}, ${author}, ${name}, '[]', now(), now())`);
  await said(1, "hello", null, "assistant");
  await said(2, "question", "hello", "user");
  await said(20, "answer", "question", "assistant");
  await said(40, "again", "question", "assistant");
  for (const seq of [7, 20, 33]) {
    await db.execute(sql`insert into conversation_log (tenant_id, conversation_id, seq, kind, turn_id, data, at)
      values (${tenant}, ${id}, ${seq}, 'tool.called', 't', '{}', now())`);
  }
  await db.execute(sql`insert into conversation_sync (tenant_id, conversation_id, synced_seq, status, last_updated_at)
    values (${tenant}, ${id}, 40, 'LATEST', now())`);
  await apply("0004_ledger");

  const released = await readReleased(db, address);
  expect(released).toMatchObject({
    hash: "",
    record: { headSeq: 40, branches: { 2: [20, 40] }, epoch: 0, effects: "live", syncedSeq: 40 },
  });
  expect(released?.record.bot).toMatchObject({ budget: { tokens: null }, recording: true });
  const rows = await readReleasedRows(db, address, 0, 100, 1_000_000);
  expect(rows.map(({ seq, previousSeq, events }) => [seq, previousSeq, events.map((event) => event.seq)])).toEqual([
    [1, 0, []],
    [2, 1, []],
    [20, 2, [7, 20]],
    [40, 2, [33]],
  ]);
  const page = await readMessages(db, address, { role: "owner" }, { beforeSeq: null, limit: 10 });
  expect(page?.messages.map((message) => message.id)).toEqual(["again", "question", "hello"]);
});
