import { expect, test } from "vitest";
import { signVisitorToken } from "../../../../src/access/visitor-token.ts";
import { callApp, testPorts } from "../../../support/app-ports.ts";

test.each([
  ["stat=idle", "query.stat", "is unknown here"],
  ["metadata.=x", "query.metadata.", "is unknown here"],
  ["metadata.a=1&metadata.a=2", "query.metadata.a", "must be given once"],
  ["until=0000-01-01T00:00:00Z", "query.until", "must be a time as in RFC 3339, e.g. 2026-11-20T10:15:30Z"],
  ["since=yesterday", "query.since", "must be a time as in RFC 3339, e.g. 2026-11-20T10:15:30Z"],
  ["page=0", "query.page", "must be at least 1"],
  ["per_page=101", "query.per_page", "must be at most 100"],
  ["sort=mood", "query.sort", expect.stringContaining("must be one of start_time")],
  ["order=up", "query.order", "must be asc or desc"],
])("a list that would silently show something else is refused: %s", async (query, path, message) => {
  const response = await callApp(testPorts())(`/v1/conversations?${query}`, { as: "demo" });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ errors: [{ path, message }] });
});

test("a visitor cannot ask for another user's conversations", async () => {
  const ports = testPorts();
  const call = callApp(ports);
  const { token } = await signVisitorToken(ports, { tenantId: "demo", userId: "lan", botId: "bot_demo" });
  expect((await call("/v1/conversations?user_id=minh", { as: token })).status).toBe(403);
  expect((await call("/v1/conversations?user_id=lan", { as: token })).status).toBe(200);
});
