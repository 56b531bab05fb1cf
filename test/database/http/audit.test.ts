import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { createApiKey } from "../../../src/access/index.ts";
import { auditFindings, conversationSync, tenants } from "../../../src/db/schema/index.ts";
import { callApp, testPorts } from "../../support/app-ports.ts";
import { noon, testDatabase } from "../../support/history.ts";

const db = testDatabase();

test("the owner sees what the audits found for his tenant, sorted by kind, and how far Postgres is behind", async () => {
  const ports = testPorts({ db });
  const [mine, theirs] = [`tenant_${randomUUID()}`, `tenant_${randomUUID()}`];
  await db.insert(tenants).values([mine, theirs].map((id) => ({ id, name: id })));
  const read = async (tenantId: string) =>
    (await callApp(ports)("/v1/audit", { as: (await createApiKey(ports, tenantId, "k")).key })).json();
  const since = new Date(ports.clock.now() - 90_000);
  await db.insert(conversationSync).values([
    {
      tenantId: mine,
      conversationId: "a",
      syncedSeq: 9,
      status: "LATEST",
      auditDue: false,
      auditedAt: new Date(noon),
      lastUpdatedAt: since,
    },
    { tenantId: mine, conversationId: "b", syncedSeq: 9, status: "SYNCING", behindSince: since, lastUpdatedAt: since },
  ]);
  const found = (kind: "gap" | "double" | "broken_chain", seq: number) => ({
    tenantId: mine,
    conversationId: "a",
    kind,
    seq,
    detail: "Something.",
    foundAt: new Date(noon),
  });
  await db.insert(auditFindings).values([found("gap", 3), found("double", 4), found("broken_chain", 5)]);
  const shown = (seq: number) => [{ conversation_id: "a", seq, detail: "Something.", found_at: new Date(noon).toISOString() }];
  expect(await read(mine)).toEqual({
    checked_at: new Date(noon).toISOString(),
    conversations: 1,
    due: 1,
    gaps: shown(3),
    doubles: shown(4),
    broken_chains: shown(5),
    lag_seconds: { behind: 1, p50: 90, p95: 90, max: 90 },
  });
  expect(await read(theirs)).toEqual({
    checked_at: null,
    conversations: 0,
    due: 0,
    gaps: [],
    doubles: [],
    broken_chains: [],
    lag_seconds: { behind: 0, p50: 0, p95: 0, max: 0 },
  });
});
