import { expect, test } from "vitest";
import { noCache } from "../../../../src/cache/index.ts";
import { callApp, testPorts, type TestPortsChange } from "../../../support/app-ports.ts";
import { unreachableDatabase } from "../../../support/history.ts";

const failing = async () => {
  throw new Error("no route to host");
};

test.each([
  ["ok", 200, {}, { database: "connected", cache: "connected", queue: "connected" }],
  ["degraded", 200, { cachePing: async () => false }, { database: "connected", cache: "unavailable", queue: "connected" }],
  ["ok", 200, { cache: noCache }, { database: "connected", cache: "unavailable", queue: "connected" }],
  ["degraded", 200, { queuePing: failing }, { database: "connected", cache: "connected", queue: "unavailable" }],
  ["down", 503, { db: unreachableDatabase() }, { database: "unavailable", cache: "connected", queue: "connected" }],
] satisfies [string, number, TestPortsChange, object][])("health is %s (%i) with %o", async (status, code, change, parts) => {
  const response = await callApp(testPorts(change))("/v1/health");
  expect(response.status).toBe(code);
  expect(await response.json()).toEqual({ status, timestamp: "2026-11-20T10:00:00.000Z", ...parts });
});
