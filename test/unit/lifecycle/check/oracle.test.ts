/** Random flows, judged by the checker and by an oracle that walks every position with the machine, all that was visited kept. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkFlow, flowSchema, propose, type Finding, type Flow, type KnownTool, type Position } from "../../../../src/lifecycle/index.ts";

const label = { vi: "…", en: "…" };
const names = ["idle", "a", "b", "c", "constructor", "completed", "closed", "handover", "error"];
const named = fc.oneof({ weight: 30, arbitrary: fc.constantFrom(...names) }, { weight: 1, arbitrary: fc.constant("ghost") });
const some = (most: number) => fc.uniqueArray(named, { maxLength: most });
const toolNames = ["t1", "t2", "t3", "t4"];

const state = fc.record({
  label: fc.constant(label),
  tools: fc.uniqueArray(fc.constantFrom(...toolNames, "unknown"), { maxLength: 2 }),
  next: some(3),
  restarts: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
});
const anyFlow: fc.Arbitrary<Flow> = fc
  .record({
    strict: fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
    initial: fc.constantFrom("idle", "idle", "a"),
    from_anywhere: some(4),
    redirects: fc.constantFrom(undefined, { ghost: "a" }, { ghost: "completed" }),
    must_precede: fc.dictionary(fc.constantFrom(...names), some(2), { maxKeys: 3 }),
    states: fc.record(Object.fromEntries(names.map((name) => [name, state]))),
  })
  .map((given) => flowSchema.parse({ name: "any", version: 1, industry: "retail", ...given }));

const anyTools: fc.Arbitrary<Map<string, KnownTool>> = fc
  .tuple(...toolNames.map(() => some(2)))
  .map((proposals) => new Map(proposals.map((proposes, index) => [toolNames[index] ?? "", { proposes, industries: ["retail"] }])));

const own = <Value>(record: Readonly<Record<string, Value>>, name: string) => (Object.hasOwn(record, name) ? record[name] : undefined);
const has = (flow: Flow, name: string) => Object.hasOwn(flow.states, name);
const nextOf = (flow: Flow, name: string) => own(flow.states, name)?.next ?? [];
/** Steps that the flow's own words name. */
const drawn = (flow: Flow, from: string) => [
  ...nextOf(flow, from),
  ...flow.from_anywhere,
  ...(own(flow.states, from)?.restarts ? nextOf(flow, flow.initial) : []),
];
const journeyOn = (flow: Flow, from: string) => {
  const broken = [flow.initial, "closed", "handover", "error", "waiting_input"];
  const again = own(flow.states, from)?.restarts ? nextOf(flow, flow.initial) : [];
  const on = [...nextOf(flow, from), ...again, ...flow.from_anywhere.filter((to) => !broken.includes(to))];
  return on.filter((to) => to !== from && has(flow, to));
};

interface Stand {
  position: Position;
  steps: number;
}

/** Every position there is, nearest first, along all steps or along those alone that the flow names. */
function walk(flow: Flow, onlyDrawn: boolean): Stand[] {
  const stands: Stand[] = [{ position: { state: flow.initial, visited: [flow.initial] }, steps: 0 }];
  const key = ({ state: at, visited }: Position) => JSON.stringify([at, visited.toSorted()]);
  const known = new Set(stands.map(({ position }) => key(position)));
  for (const { position, steps } of stands) {
    for (const to of names) {
      if (to === position.state || (onlyDrawn && !drawn(flow, position.state).includes(to))) continue;
      const decision = propose(flow, position, to, "walk");
      if (!decision.accepted || known.has(key(decision.position))) continue;
      known.add(key(decision.position));
      stands.push({ position: decision.position, steps: steps + 1 });
    }
  }
  return stands;
}

/** What the checker has to say, as `code at length-of-path`. */
function expected(flow: Flow): string[] {
  const stands = walk(flow, true);
  const reached = new Set(walk(flow, false).map(({ position }) => position.state));
  const said: string[] = [];
  const kept = new Set<string>();
  for (const [needing, all] of Object.entries(flow.must_precede)) {
    for (const needed of all.filter((name) => has(flow, name))) {
      if (needing === flow.initial) {
        if (needed !== needing) said.push(`must_precede_unsatisfiable must_precede.${needing} 1`);
        if (needed !== needing) kept.add(needing);
        continue;
      }
      const offers = stands.filter(
        ({ position: { state: at } }) => at !== needing && (nextOf(flow, at).includes(needing) || flow.from_anywhere.includes(needing)),
      );
      const forbidden = offers.find(({ position: { visited } }) => !visited.includes(needed));
      if (!forbidden) continue;
      const met = offers.some(({ position: { visited } }) => visited.includes(needed));
      const broken = met || (!flow.strict && reached.has(needing));
      if (!broken) kept.add(needing);
      said.push(`must_precede_${broken ? "broken" : "unsatisfiable"} must_precede.${needing} ${forbidden.steps + 2}`);
    }
  }
  for (const name of names) if (!reached.has(name) && !kept.has(name)) said.push(`unreachable_state states.${name}`);
  if (!flow.strict) return said.toSorted();
  for (const name of names.filter((one) => !["completed", "closed", "handover"].includes(one) && !own(flow.states, one)?.restarts)) {
    const end = stands.find(
      ({ position }) => position.state === name && !journeyOn(flow, name).some((to) => propose(flow, position, to, "walk").accepted),
    );
    if (end) said.push(`dead_end states.${name}.next ${end.steps + 1}`);
  }
  return said.toSorted();
}

const ofPaths = ["must_precede_broken", "must_precede_unsatisfiable", "unreachable_state", "dead_end"];
const told = ({ code, at, path }: Finding) => (code === "unreachable_state" ? `${code} ${at}` : `${code} ${at} ${path.length}`);

/** Whether the machine walks the path; of a refused step, all but the last one. */
function walks(flow: Flow, { path, code }: Finding): boolean {
  const refusedLast = code.startsWith("must_precede") || code === "unreachable_state";
  let position: Position = { state: flow.initial, visited: [flow.initial] };
  if (path[0] !== flow.initial) return false;
  for (const [index, to] of path.slice(1).entries()) {
    const decision = propose(flow, position, to, "walk");
    const isLast = index === path.length - 2;
    if (refusedLast && isLast) return !decision.accepted;
    if (!decision.accepted) return false;
    position = decision.position;
  }
  return true;
}

describe("any flow", () => {
  const cases = { seed: 20261127, numRuns: 2000 };

  it("is judged as the oracle judges it, by the shortest ways", () => {
    const seen = new Map<string, number>();
    fc.assert(
      fc.property(anyFlow, anyTools, (flow, tools) => {
        const findings = checkFlow(flow, tools).filter(({ code }) => ofPaths.includes(code));
        for (const { code } of findings) seen.set(code, (seen.get(code) ?? 0) + 1);
        expect(findings.map(told).toSorted()).toEqual(expected(flow));
      }),
      cases,
    );
    for (const code of ofPaths) expect([code, (seen.get(code) ?? 0) > 60]).toEqual([code, true]);
  }, 60_000);

  it("is shown what is wrong by ways that the machine walks to their end, or to the step that it refuses", () => {
    fc.assert(
      fc.property(anyFlow, anyTools, (flow, tools) => {
        for (const one of checkFlow(flow, tools)) if (one.path.length > 0) expect([one, walks(flow, one)]).toEqual([one, true]);
      }),
      cases,
    );
  }, 60_000);

  it("without an error never gets stuck and never refuses a step of its own", () => {
    let soundFlows = 0;
    fc.assert(
      fc.property(anyFlow, anyTools, (flow, tools) => {
        const complete = { ...flow, from_anywhere: [...new Set([...flow.from_anywhere, flow.initial, "closed", "handover", "error"])] };
        if (checkFlow(complete, tools).some(({ severity }) => severity === "error")) return;
        soundFlows += 1;
        for (const { position } of walk(complete, true)) {
          const { state: at } = position;
          for (const to of drawn(complete, at)) expect(propose(complete, position, to, "walk").accepted).toBe(true);
          const proposals = own(complete.states, at)?.tools.flatMap((tool) => tools.get(tool)?.proposes ?? []);
          const proposed = new Set(proposals?.map((to) => own(complete.redirects ?? {}, to) ?? to));
          const on = journeyOn(complete, at);
          const ledByPlatform = on.some((to) => [complete.initial, "closed", "handover", "error"].includes(to));
          if (complete.strict && at !== "handover" && on.length > 0) expect(ledByPlatform || on.some((to) => proposed.has(to))).toBe(true);
        }
      }),
      { ...cases, numRuns: 4000 },
    );
    expect(soundFlows).toBeGreaterThan(10);
  }, 60_000);
});
