import { randomUUID } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import { createApiKey } from "../../../src/access/index.ts";
import { tenants } from "../../../src/db/schema/index.ts";
import { writeHandOvers } from "../../../src/history/index.ts";
import type { EventKind, LogEvent } from "../../../src/transcript/records.ts";
import { callApp, testPorts, type Call } from "../../support/app-ports.ts";
import { eventAt, handOverOfRows, messageAt, newAddress, noon, recordOf, rowAt, testDatabase } from "../../support/history.ts";

const db = testDatabase();
const ports = testPorts({ db });
const [mine, theirs] = [`tenant_${randomUUID()}`, `tenant_${randomUUID()}`];
const since = new Date(noon - 1000).toISOString();
const until = new Date(noon + 1000).toISOString();
const inPeriod = `since=${since}&until=${until}`;
const keys = new Map<string, string>();
let call: Call;

/** "Show me laptops" and "the second one", ten seconds each, and a purchase that the state did not offer. */
async function browse(tenantId: string, conversationId: string): Promise<void> {
  const happened = (seq: number, kind: EventKind, at: number, data: LogEvent["data"]): LogEvent =>
    eventAt(seq, { kind, at: noon + at * 1000, turnId: `turn_${at}`, data });
  const usage = (steps: number) => ({ steps, input_tokens: 300 * steps });
  const rows = [
    rowAt(messageAt(1)),
    rowAt(messageAt(5), {
      previousSeq: 1,
      events: [
        happened(2, "tool.called", 10, { tool: "search_offerings", state: "idle", succeeded: true, duration_ms: 12 }),
        happened(3, "state.changed", 10, { from: "idle", to: "browsing", reason: "tool:search_offerings" }),
        happened(5, "turn.ended", 10, { status: "complete", state: "browsing", usage: usage(2) }),
      ],
    }),
    rowAt(messageAt(6, { authorType: "user" }), { previousSeq: 5 }),
    rowAt(messageAt(10, { authorType: "assistant" }), {
      previousSeq: 6,
      events: [
        happened(7, "tool.blocked", 20, { tool: "compare_offerings", state: "browsing", reason: "tool_not_allowed" }),
        happened(8, "tool.called", 20, { tool: "get_offering_details", state: "browsing", succeeded: false, duration_ms: 30 }),
        happened(9, "state.changed", 20, { from: "browsing", to: "viewing", reason: "tool:get_offering_details" }),
        happened(10, "turn.ended", 20, { status: "complete", state: "viewing", usage: usage(3) }),
      ],
    }),
  ];
  const change = { lastSeq: 10, headSeq: 10, state: "viewing", updatedAt: noon + 25_000 };
  const record = recordOf({ tenantId, conversationId }, change);
  await writeHandOvers(db, [await handOverOfRows(record, rows)], noon);
}

beforeAll(async () => {
  await db.insert(tenants).values([mine, theirs].map((id) => ({ id, name: id })));
  for (const id of [mine, theirs]) keys.set(id, (await createApiKey(ports, id, "k")).key);
  await browse(mine, newAddress().conversationId);
  call = callApp(ports);
});

async function read(path: string, tenantId = mine): Promise<unknown> {
  const response = await call(`/v1/analytics/${path}`, { as: keys.get(tenantId) ?? "" });
  expect(response.status).toBe(200);
  return response.json();
}

const period = { since, until };

test("the summary tells sessions, conversion and drop-off in the field's terms", async () => {
  const counts = { sessions: 1, engaged_sessions: 1, journeys: 1, conversions: 0, converted_sessions: 0, conversion_rate: 0 };
  const ofFlow = { flow: "retail", flow_version: 1 };
  const summary = (rest: object) => ({ period, data: [{ ...ofFlow, ...counts, ...rest }] });
  // The ports' clock stands long before noon, so nobody has fallen silent.
  expect(await read(`summary?${inPeriod}`)).toEqual(summary({ drop_offs: 0, drop_off_rate: 0, open_sessions: 1 }));
  expect(await read(`summary?${inPeriod}&goal=viewing`)).toMatchObject({ data: [{ conversions: 1, conversion_rate: 1 }] });
});

test("states tell dwell in seconds; a stay that goes on is not measured", async () => {
  const dwell = (seconds: number | null) => ({ p50: seconds, p95: seconds, measured: seconds === null ? 0 : 1 });
  const of = (state: string, seconds: number | null) => ({
    state,
    sessions: 1,
    visits: 1,
    dwell_seconds: dwell(seconds),
    drop_offs: 0,
    drop_off_rate: 0,
  });
  expect(await read(`states?${inPeriod}`)).toEqual({ period, data: [of("browsing", 10), of("idle", 10), of("viewing", null)] });
});

test("the funnel tells who reached each step and who continued", async () => {
  const step = (state: string, reached: number, continued: number) => ({
    state,
    reached,
    reached_rate: reached,
    continued,
    continued_rate: reached === 0 ? null : continued,
  });
  const funnel = (steps: object[]) => ({ period, data: [{ flow: "retail", flow_version: 1, journeys: 1, steps }] });
  expect(await read(`funnel?${inPeriod}`)).toEqual(funnel([step("idle", 1, 1), step("browsing", 1, 1), step("viewing", 1, 0)]));
  expect(await read(`funnel?${inPeriod}&steps=browsing,%20purchasing`)).toEqual(funnel([step("browsing", 1, 0), step("purchasing", 0, 0)]));
});

test("tools tell what was called, failed and blocked", async () => {
  const none = { sessions: 1, called: 0, failed: 0, failure_rate: null, blocked: 0, duration_ms: { p50: null, p95: null } };
  const took = (milliseconds: number) => ({ p50: milliseconds, p95: milliseconds });
  expect(await read(`tools?${inPeriod}`)).toEqual({
    period,
    data: [
      { ...none, tool: "compare_offerings", blocked: 1 },
      { ...none, tool: "get_offering_details", called: 1, failed: 1, failure_rate: 1, duration_ms: took(30) },
      { ...none, tool: "search_offerings", called: 1, failure_rate: 0, duration_ms: took(12) },
    ],
  });
});

test("schema tokens tell what each state offers against all tools, and what that saves", async () => {
  expect(await read(`schema-tokens?${inPeriod}`)).toMatchObject({
    characters_per_token: 4,
    model_calls: 5,
    input_tokens: 1500,
    data: [
      { state: "browsing", model_calls: 3 },
      { state: "idle", model_calls: 1 },
      { state: "viewing", model_calls: 1 },
    ],
  });
});

test.each(["summary", "states", "funnel", "tools", "handovers", "schema-tokens"])("another tenant's %s are empty", async (figure) => {
  expect(await read(`${figure}?${inPeriod}`, theirs)).toMatchObject({ period, data: [] });
});

test.each([
  ["summary?since=yesterday", "since", "must be a time as in RFC 3339"],
  ["summary?since=2026-11-20&until=2026-11-20", "since", "must be before until"],
  ["states?since=2024-01-01&until=2026-01-01", "since", "at most 366 days"],
  ["tools?flow_version=2", "flow_version", "needs flow"],
  ["funnel?steps=browsing", "steps", "at least 2"],
  ["funnel?steps=browsing,browsing", "steps", "each state once"],
  ["summary?silent_minutes=0", "silent_minutes", "at least 1"],
  ["handovers?langauge=vi", "", "langauge"],
])("%s is refused with what to do about it", async (path, field, words) => {
  const response = await call(`/v1/analytics/${path}`, { as: keys.get(mine) ?? "" });
  expect(response.status).toBe(400);
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  const problem = JSON.stringify(await response.json());
  expect(problem).toContain(words);
  expect(problem).toContain(field);
});
