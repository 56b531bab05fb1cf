/** What Postgres holds of a walk's conversation, against what the object holds. */
import { expect, inject } from "vitest";
import { connectDatabase } from "../../../src/db/client.ts";
import { readReleased, readReleasedRows, writeHandOvers } from "../../../src/history/index.ts";
import { firstLink, linkOf, type LogRow } from "../../../src/transcript/index.ts";
import { owner, value } from "./conversation.ts";
import type { Walk } from "./walk.ts";

const { databaseUrl, databaseEndpoint } = inject("standIns");
const db = connectDatabase(databaseUrl, databaseEndpoint);

/** Hands over all that Postgres does not have yet; then both hold the same, row for row, and the hash chain verifies. */
export async function drainAndCompare(walk: Walk): Promise<void> {
  const { port, released } = walk;
  const { address } = walk.conversation;
  for (let page = await port.handOver(address); page; page = await port.handOver(address)) {
    await writeHandOvers(db, [page], Date.now());
    await port.acknowledge(address, { seq: page.upToSeq, hash: page.rows.at(-1)?.hash ?? page.previousHash });
  }
  const rows = await readReleasedRows(db, address, 0, 10_000, 100_000_000);
  let hash = firstLink;
  for (const row of rows) hash = await linkOf(hash, row);
  const kept = await readReleased(db, address);
  expect(kept?.hash, "the chain").toBe(hash);
  if (released) return;
  const own = await value(port.exportRows(address, owner, 0));
  expect(own.nextAfterSeq).toBeNull();
  expect(rows.map(bare)).toEqual(own.rows.map(bare));
  expect(own.rows.at(-1)?.hash ?? firstLink).toBe(hash);
  if (walk.model.running) return;
  const { updatedAt: _, ...record } = await value(port.read(address, owner));
  expect(kept?.record).toMatchObject({ ...record, syncedSeq: record.lastSeq });
}

const bare = ({ seq, message, previousSeq, events, turn }: LogRow) =>
  JSON.parse(JSON.stringify({ seq, message, previousSeq, events, turn }));
