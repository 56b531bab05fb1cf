import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { migrate } from "../../../dev/migrate.ts";
import { startPostgres, type RunningPostgres } from "../../../dev/postgres/start.ts";
import { connectDatabase, type Database } from "../../../src/db/client.ts";
import { eraseConversation, eraseUser } from "../../../src/erasure/index.ts";
import { writeHandOvers } from "../../../src/history/index.ts";
import { startEmptyPostgres } from "../../support/database.ts";
import { erasurePorts, keyOf, mentionsOf } from "../../support/erasure.ts";
import { handOverOf, newAddress, noon, recordOf } from "../../support/history.ts";

/** Connections of their own on a real PostgreSQL, so that transactions meet; the embedded one takes them one after another. */
const running: RunningPostgres[] = [];
const connections: Database[] = [];

beforeAll(async () => {
  const first = await startEmptyPostgres();
  running.push(first);
  connections.push(connectDatabase(first.connectionString, first.endpoint));
  await migrate(pick(0));
  const serverUrl = process.env["EDGEWISE_POSTGRES_URL"];
  if (!serverUrl) return;
  const { rows } = await pick(0).execute(sql`select current_database() as name`);
  const url = new URL(serverUrl);
  url.pathname = `/${String(rows[0]?.["name"])}`;
  for (let more = 0; more < 3; more++) {
    const other = await startPostgres({ url: url.href });
    running.push(other);
    connections.push(connectDatabase(other.connectionString, other.endpoint));
  }
});

afterAll(async () => {
  for (const one of running.toReversed()) await one.stop();
});

function pick(index: number): Database {
  const connection = connections[index % connections.length];
  if (!connection) throw new Error("No Postgres was started.");
  return connection;
}

test.each(["conversation", "user"])("however deliveries and the erasure of a %s meet, nothing of it is left", async (kind) => {
  const outcomes = { written: 0, refused: 0 };
  const { tenantId } = newAddress();
  for (let round = 0; round < 40; round++) {
    const userId = `user_${randomUUID()}`;
    const address = newAddress(tenantId);
    const conversation = recordOf(address, { lastSeq: 4, userId });
    const [first, second] = [await handOverOf(address, 0, 2, { conversation }), await handOverOf(address, 2, 4, { conversation })];
    if (round % 2 === 0) await writeHandOvers(pick(0), [first], noon);
    const ports = erasurePorts(pick(0));
    ports.live.set(keyOf(address), conversation);
    const erase = () =>
      kind === "user" ? eraseUser(ports, address.tenantId, userId) : eraseConversation(ports, address, { role: "owner" });
    const deliver = (connection: number, handOver: typeof first) =>
      writeHandOvers(pick(connection), [handOver], noon).then(
        () => void outcomes.written++,
        () => void outcomes.refused++,
      );
    await Promise.all([deliver(1, first), deliver(2, second), erase(), deliver(3, first), deliver(1, second)]);
    // What only its object knew when its user was erased is refused later, and erased then.
    await deliver(2, second);
  }
  expect(await mentionsOf(pick(0), tenantId)).toEqual({});
  expect(outcomes.refused).toBeGreaterThanOrEqual(40);
});
