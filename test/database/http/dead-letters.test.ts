import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { createApiKey } from "../../../src/access/index.ts";
import { tenants } from "../../../src/db/schema/index.ts";
import { storeDeadLetters } from "../../../src/history/index.ts";
import { callApp, testPorts } from "../../support/app-ports.ts";
import { noon, testDatabase } from "../../support/history.ts";

const db = testDatabase();

test("dead letters are shown to their tenant's owner, newest first, and to no other", async () => {
  const ports = testPorts({ db });
  const call = callApp(ports);
  const [mine, theirs] = [`tenant_${randomUUID()}`, `tenant_${randomUUID()}`];
  await db.insert(tenants).values([mine, theirs].map((id) => ({ id, name: id })));
  const letter = (diedAt: number) => ({
    id: randomUUID(),
    tenantId: mine,
    conversationId: "c1",
    queue: "history",
    body: { tenant_id: mine, conversation_id: "c1", seq: 7 },
    attempts: 6,
    reason: "relation does not exist",
    diedAt,
  });
  const [older, newer] = [letter(noon), letter(noon + 1000)];
  await storeDeadLetters(db, [older, newer]);
  const list = async (tenantId: string, query = "") =>
    (await call(`/v1/dead-letters${query}`, { as: (await createApiKey(ports, tenantId, "k")).key })).json();
  expect(await list(mine)).toEqual({
    data: [newer, older].map(({ id, body, diedAt }) => ({
      id,
      queue: "history",
      body,
      attempts: 6,
      reason: "relation does not exist",
      died_at: new Date(diedAt).toISOString(),
    })),
    total: 2,
    page: 1,
    per_page: 30,
  });
  expect(await list(mine, "?per_page=1&page=2")).toMatchObject({ data: [{ id: older.id }], total: 2, page: 2, per_page: 1 });
  expect(await list(theirs)).toMatchObject({ data: [], total: 0 });
});
