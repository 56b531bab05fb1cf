/** Every figure against a count by hand over sessions that wander at random. */
import { beforeAll, describe, expect, test } from "vitest";
import {
  countHandovers,
  countTools,
  measureSchemaTokens,
  measureStates,
  readFunnel,
  summarize,
  type Question,
} from "../../../src/analytics/index.ts";
import { writeHandOvers } from "../../../src/history/index.ts";
import { flowSchema, retailFlow, type Flow } from "../../../src/lifecycle/index.ts";
import { handOverOfRows, newAddress, noon, testDatabase } from "../../support/history.ts";
import { seededRandom } from "../../support/random.ts";
import { walkSession, type Entry, type WalkedSession } from "../../support/walked-sessions.ts";

const db = testDatabase();
const day = 86_400_000;

/** A tenant's own flow: none of its journey's states is among the thirteen, but for where every conversation may end. */
const ownFlow = flowSchema.parse({
  name: "workshop",
  version: 3,
  industry: "repair",
  initial: "doorstep",
  from_anywhere: ["doorstep", "handover", "closed", "error"],
  must_precede: { paid: ["negotiating"] },
  states: Object.fromEntries(
    Object.entries({
      doorstep: ["diagnosing"],
      diagnosing: ["negotiating"],
      negotiating: ["diagnosing", "paid"],
      paid: [],
      closed: [],
      handover: [],
      error: [],
    }).map(([name, next]) => [
      name,
      { label: { vi: name, en: name }, tools: name === "diagnosing" ? ["search_offerings"] : [], next, restarts: name === "paid" },
    ]),
  ),
});

describe.each([1, 2, 3])("walks of seed %i", (seed) => {
  const { tenantId } = newAddress();
  const sessions: WalkedSession[] = [];
  const question: Question = { tenantId, filter: { since: noon - 12 * day, until: noon + 1 } };
  const silentSince = noon - 3_600_000;

  beforeAll(async () => {
    const random = seededRandom(seed);
    const walk = (flow: Flow, index: number, change: object = {}) =>
      walkSession({ tenantId, conversationId: `walk_${index}` }, flow, random.fork(), {
        startedAt: noon - random.whole(1, random.chance(0.3) ? 200 * 60_000 : 10 * day),
        language: random.pick(["vi", "en"]),
        ...change,
      });
    for (let index = 0; index < 120; index++) sessions.push(walk(index % 3 === 0 ? ownFlow : retailFlow, index));
    const forks = sessions.slice(0, 20).map(({ record, rows }) => ({
      rows,
      record: {
        ...record,
        conversationId: `fork_of_${record.conversationId}`,
        forkedFrom: { conversationId: record.conversationId, seq: 1 },
      },
    }));
    const strangers = sessions.slice(0, 20).map(({ record, rows }) => ({ rows, record: { ...record, tenantId: `${tenantId}_other` } }));
    const earlier = walk(retailFlow, 1000, { startedAt: noon - 30 * day });
    const all = [...sessions, ...forks, ...strangers, earlier].map(({ record, rows }) => handOverOfRows(record, rows));
    await writeHandOvers(db, await Promise.all(all), noon);
    // What is delivered twice counts once.
    await writeHandOvers(db, await Promise.all(all.slice(0, 10)), noon);
  });

  const isOver = ({ record, track }: WalkedSession) => track.at(-1)?.state === "closed" || record.updatedAt < silentSince;
  const lastState = ({ track }: WalkedSession) => track.findLast(({ state }) => state !== "closed")?.state;
  const ofFlow = (flow: Flow) => sessions.filter(({ record }) => record.bot.flow.name === flow.name);

  test("the walks have what is hard to count", () => {
    expect(sessions.filter(({ record }) => Object.keys(record.branches).length > 0).length).toBeGreaterThan(10);
    expect(sessions.flatMap(({ track }) => track).filter(({ reason }) => reason === "restart").length).toBeGreaterThan(3);
    expect(sessions.flatMap(({ handovers }) => handovers).length).toBeGreaterThan(10);
    expect(sessions.filter((session) => !isOver(session)).length).toBeGreaterThan(3);
  });

  test.each([
    ["retail", "purchasing", retailFlow],
    ["workshop", "paid", ownFlow],
  ])("sessions, conversions and drop-offs of %s, with %s for its goal", async (name, goal, flow) => {
    const found = (await summarize(db, question, { goal, silentSince })).find((row) => row.flow === name);
    const own = ofFlow(flow);
    const converts = ({ state }: Entry) => state === goal;
    const converted = own.filter(({ track }) => track.some(converts));
    const lost = own.filter((session) => isOver(session) && !session.track.some(converts));
    const journeys = own.flatMap(journeysOf);
    expect(converted.length).toBeGreaterThan(0);
    expect(found).toEqual({
      flow: name,
      flow_version: flow.version,
      sessions: own.length,
      engaged_sessions: own.filter(({ rows }) => rows.some(({ message }) => message?.authorType === "user")).length,
      journeys: journeys.length,
      conversions: journeys.filter((entries) => entries.some(converts)).length,
      converted_sessions: converted.length,
      drop_offs: lost.length,
      open_sessions: own.length - converted.length - lost.length,
    });
  });

  test("dwell and drop-off of each state, those of the tenant's own flow included", async () => {
    const goal = "purchasing";
    const stays = sessions.flatMap((session) =>
      session.track.flatMap(({ state, at, reason }, index) => {
        if (reason === "restart") return [];
        const end = session.track[index + 1]?.at ?? (isOver(session) ? session.record.updatedAt : null);
        return [{ state, session, seconds: state === "closed" || end === null ? null : (end - at) / 1000 }];
      }),
    );
    const lost = sessions.filter((session) => isOver(session) && !session.track.some(({ state }) => state === goal)).map(lastState);
    const expected = [...Map.groupBy(stays, ({ state }) => state)].map(([state, own]) => {
      const measured = own.flatMap(({ seconds }) => (seconds === null ? [] : [seconds]));
      return {
        state,
        sessions: new Set(own.map(({ session }) => session)).size,
        visits: own.length,
        measured: measured.length,
        p50: percentile(measured, 0.5),
        p95: percentile(measured, 0.95),
        drop_offs: lost.filter((one) => one === state).length,
      };
    });
    const found = await measureStates(db, question, { goal, silentSince });
    expect(found.toSorted(byState)).toEqual(expected.toSorted(byState));
    expect(found.map(({ state }) => state)).toEqual(expect.arrayContaining(["doorstep", "negotiating", "browsing"]));
  });

  test("the funnel of every state", async () => {
    const funnels = await readFunnel(db, question);
    expect(funnels.map(({ flow }) => flow)).toEqual(["retail", "workshop"]);
    for (const flow of [retailFlow, ownFlow]) {
      const journeys = ofFlow(flow).flatMap(journeysOf);
      const states = new Set(journeys.flat().map(({ state }) => state));
      const expected = [...states].map((state) => {
        const reaching = journeys.filter((entries) => entries.some((entry) => entry.state === state));
        const goesOn = (entries: Entry[]) =>
          entries
            .slice(entries.findIndex((entry) => entry.state === state))
            .some((later) => later.state !== state && !flow.from_anywhere.includes(later.state));
        return { state, reached: reaching.length, continued: reaching.filter(goesOn).length };
      });
      const found = funnels.find((one) => one.flow === flow.name);
      expect(found?.journeys).toBe(journeys.length);
      expect(found?.steps.toSorted(byState)).toEqual(expected.toSorted(byState));
      expect(found?.steps[0]?.state).toBe(flow.initial);
    }
  });

  test.each([[["browsing", "viewing", "purchasing"]], [["idle", "viewing", "browsing", "no_such_state"]]])(
    "the funnel of the steps %j, in that order",
    async (steps) => {
      const found = (await readFunnel(db, question, steps)).find(({ flow }) => flow === "retail");
      const journeys = ofFlow(retailFlow).flatMap(journeysOf);
      const depths = journeys.map((entries) => entries.reduce((depth, { state }) => (state === steps[depth] ? depth + 1 : depth), 0));
      const reached = steps.map((_, index) => depths.filter((depth) => depth > index).length);
      expect(found?.steps).toEqual(steps.map((state, index) => ({ state, reached: reached[index], continued: reached[index + 1] ?? 0 })));
    },
  );

  test("tools called, failed and blocked, those of withdrawn answers included", async () => {
    const calls = sessions.flatMap((session) => session.turns.flatMap((turn) => turn.calls.map((call) => ({ ...call, session }))));
    const expected = [...Map.groupBy(calls, ({ tool }) => tool)].map(([tool, own]) => {
      const ran = own.filter(({ outcome }) => outcome !== "blocked");
      const times = ran.map(({ milliseconds }) => milliseconds);
      return {
        tool,
        sessions: new Set(own.map(({ session }) => session)).size,
        called: ran.length,
        failed: own.filter(({ outcome }) => outcome === "failed").length,
        blocked: own.length - ran.length,
        p50: percentile(times, 0.5),
        p95: percentile(times, 0.95),
      };
    });
    const byTool = (a: { tool: string }, b: { tool: string }) => (a.tool < b.tool ? -1 : 1);
    expect((await countTools(db, question)).toSorted(byTool)).toEqual(expected.toSorted(byTool));
  });

  test("handovers by reason and by the state that was left", async () => {
    const all = sessions.flatMap((session) => session.handovers.map((handover) => ({ ...handover, session })));
    const key = ({ reason, from }: { reason: string | null; from: string | null }) => JSON.stringify([reason, from]);
    const expected = [...Map.groupBy(all, key).values()].flatMap((own) => {
      const [first] = own;
      const lasted = own.flatMap(({ startedAt, endedAt }) => (endedAt === null ? [] : [(endedAt - startedAt) / 1000]));
      return first === undefined
        ? []
        : [
            {
              reason: first.reason,
              from_state: first.from,
              sessions: new Set(own.map(({ session }) => session)).size,
              handovers: own.length,
              open: own.length - lasted.length,
              p50: percentile(lasted, 0.5),
              p95: percentile(lasted, 0.95),
            },
          ];
    });
    const sorted = <Row extends { reason: string | null; from_state: string | null }>(rows: Row[]) =>
      rows.toSorted((a, b) => (key({ ...a, from: a.from_state }) < key({ ...b, from: b.from_state }) ? -1 : 1));
    expect(sorted(await countHandovers(db, question))).toEqual(sorted(expected));
  });

  test("model calls by state, and what their schemas take", async () => {
    const shares = sessions.flatMap(({ record, turns }) =>
      turns.flatMap(({ endState, steps, calls }) => {
        const share = (state: string, modelCalls: number) => ({ at: JSON.stringify([record.bot.flow.name, state]), modelCalls });
        if (calls.length === 0) return [share(endState, steps)];
        return [share(endState, 1), ...calls.map(({ state }) => share(state, (steps - 1) / calls.length))];
      }),
    );
    const expected = new Map(
      [...Map.groupBy(shares, ({ at }) => at)].map(([at, own]) => [at, own.reduce((sum, { modelCalls }) => sum + modelCalls, 0)]),
    );
    const { states, inputTokens, allTools, allTokens } = await measureSchemaTokens(db, question);
    for (const { flow, state, modelCalls, tools, offeredTokens } of states) {
      const at = JSON.stringify([flow, state]);
      expect(modelCalls).toBeCloseTo(expected.get(at) ?? -1, 6);
      expected.delete(at);
      const offered = (flow === "retail" ? retailFlow : ownFlow).states[state]?.tools ?? [];
      expect(tools).toBe(offered.length);
      expect(offeredTokens > 0).toBe(offered.length > 0);
      expect(tools < allTools).toBe(offeredTokens < allTokens);
    }
    expect([...expected.values()].filter((calls) => calls > 0)).toEqual([]);
    expect(inputTokens).toBe(sessions.flatMap(({ turns }) => turns).reduce((sum, turn) => sum + turn.inputTokens, 0));
  });

  test.each<[string, Partial<Question["filter"]>, (session: WalkedSession) => boolean]>([
    ["flow", { flow: "workshop" }, ({ record }) => record.bot.flow.name === "workshop"],
    ["flow version", { flow: "workshop", flowVersion: 3 }, ({ record }) => record.bot.flow.name === "workshop"],
    ["another version", { flow: "workshop", flowVersion: 2 }, () => false],
    ["bot", { botId: "bot_1" }, () => true],
    ["another bot", { botId: "bot_2" }, () => false],
    ["language", { language: "en" }, ({ record }) => record.language === "en"],
    ["since, inclusive", { since: noon - day }, ({ record }) => record.startedAt >= noon - day],
    ["until, exclusive", { until: noon - day }, ({ record }) => record.startedAt < noon - day],
  ])("sessions are filtered by %s", async (_, filter, isMeant) => {
    const found = await summarize(db, { tenantId, filter: { ...question.filter, ...filter } }, { goal: "completed", silentSince });
    expect(found.reduce((sum, row) => sum + row.sessions, 0)).toBe(sessions.filter(isMeant).length);
  });
});

/** A session's stretches between entries into the initial state; an empty one only where the session has no other. */
function journeysOf({ track, record }: WalkedSession): Entry[][] {
  const { initial } = record.bot.flow;
  const begins = (entry: Entry, index: number) => index === 0 || (entry.state === initial && entry.reason !== "handover:released");
  const starts = track.flatMap((entry, index) => (begins(entry, index) ? [index] : []));
  return starts.map((start, index) => track.slice(start, starts[index + 1])).filter((entries, index) => index === 0 || entries.length > 1);
}

/** As Postgres' `percentile_cont`. */
function percentile(values: readonly number[], fraction: number): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const place = fraction * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
  return low === undefined || high === undefined ? null : expect.closeTo(low + (high - low) * (place - Math.floor(place)), 5);
}

const byState = (a: { state: string }, b: { state: string }) => (a.state < b.state ? -1 : 1);
