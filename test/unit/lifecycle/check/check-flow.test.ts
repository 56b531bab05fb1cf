import { describe, expect, it } from "vitest";
import { checkFlow, flowSchema, presets, retailFlow, type Flow, type IdleRule, type KnownTool } from "../../../../src/lifecycle/index.ts";
import { toolRegistry } from "../../../../src/tools/index.ts";

const label = { vi: "…", en: "…" };
const anywhere = ["idle", "handover", "error", "closed", "waiting_input"];

const tools = new Map<string, KnownTool>([
  ["search", { proposes: ["browsing"] }],
  ["look", { proposes: ["viewing"] }],
  ["analyze", { proposes: ["analyzing"], industries: ["finance"] }],
  ["buy", { proposes: ["purchasing", "completed"] }],
]);

type States = Record<string, { tools?: string[]; next?: string[]; restarts?: boolean; idle?: IdleRule }>;

/** A small journey that is sound: idle → browsing → viewing → analyzing → purchasing → completed. */
const sound: States = {
  idle: { tools: ["search"], next: ["browsing"] },
  browsing: { tools: ["search", "look"], next: ["viewing"] },
  viewing: { tools: ["look", "analyze", "search"], next: ["browsing", "analyzing"] },
  analyzing: { tools: ["analyze", "look", "buy"], next: ["viewing", "purchasing"] },
  purchasing: { tools: ["buy"], next: ["completed"] },
  completed: { tools: [] },
  closed: { tools: ["search"], restarts: true },
  handover: { tools: [] },
  error: { tools: ["search"], restarts: true },
  waiting_input: { tools: ["search"], restarts: true },
};

function flow(change: States = {}, more: Partial<Omit<Flow, "states">> = {}): Flow {
  const states = Object.entries({ ...sound, ...change }).map(([name, state]) => [name, { label, tools: [], next: [], ...state }]);
  return flowSchema.parse({
    name: "small",
    version: 1,
    industry: "finance",
    from_anywhere: anywhere,
    ...more,
    states: Object.fromEntries(states),
  });
}

const found = (given: Flow) => checkFlow(given, tools).map(({ code, at, path }) => ({ code, at, path }));

describe("a sound flow", () => {
  it("has nothing to be said against it", () => {
    expect(checkFlow(flow(), tools)).toEqual([]);
    expect(checkFlow(flow({}, { must_precede: { purchasing: ["analyzing"], analyzing: ["browsing", "idle"] } }), tools)).toEqual([]);
  });

  it.each([...presets.values()].map((preset) => [preset.name, preset] as const))("is what the preset %s is", (_, preset) => {
    expect(checkFlow(preset, toolRegistry).filter(({ severity }) => severity === "error")).toEqual([]);
  });

  it("may still let conversations into a state that no tool proposes, and is warned", () => {
    expect(checkFlow(retailFlow, toolRegistry)).toMatchObject([
      { code: "state_never_proposed", severity: "warning", at: "states.analyzing", path: ["idle", "analyzing"] },
    ]);
  });
});

describe("names", () => {
  it("of states that the flow does not have are found wherever they stand, also where every object has one", () => {
    const wrong = flow(
      { idle: { tools: ["search"], next: ["browsing", "constructor"] } },
      { from_anywhere: [...anywhere, "nowhere"], must_precede: { gone: ["idle"], purchasing: ["ghost"] } },
    );
    expect(found(wrong).filter(({ code }) => code === "unknown_state")).toEqual([
      { code: "unknown_state", at: "from_anywhere", path: [] },
      { code: "unknown_state", at: "states.idle.next", path: [] },
      { code: "unknown_state", at: "must_precede", path: [] },
      { code: "unknown_state", at: "must_precede.purchasing", path: [] },
    ]);
  });

  it("of tools that do not exist are told once, on the shortest way to them", () => {
    const wrong = flow({
      viewing: { tools: ["look", "analyze", "fly"], next: ["browsing", "analyzing"] },
      analyzing: { tools: ["buy", "fly", "look"], next: ["viewing", "purchasing"] },
    });
    expect(found(wrong)).toEqual([{ code: "unknown_tool", at: "states.viewing.tools", path: ["idle", "browsing", "viewing"] }]);
  });

  it("of a beginning that is not there end the search", () => {
    expect(found(flow({}, { initial: "start" }))).toEqual([{ code: "unknown_state", at: "initial", path: [] }]);
  });

  it("of states that the platform needs must be there", () => {
    const { closed: _closed, handover: _handover, ...rest } = flow().states;
    expect(found({ ...flow({}, { from_anywhere: ["idle", "error", "waiting_input"] }), states: rest })).toEqual([
      { code: "missing_state", at: "states", path: [] },
      { code: "missing_state", at: "states", path: [] },
    ]);
  });
});

describe("a state that cannot be reached", () => {
  it("is found, with what only it leads to", () => {
    const wrong = flow({
      island: { tools: ["search"], next: ["beach", "browsing"] },
      beach: { tools: ["search"], next: ["island", "browsing"] },
    });
    expect(found(wrong).filter(({ code }) => code === "unreachable_state")).toEqual([
      { code: "unreachable_state", at: "states.island", path: [] },
      { code: "unreachable_state", at: "states.beach", path: [] },
    ]);
  });

  it("shows the nearest step to it where two rules are each met and never both", () => {
    const wrong = flow(
      {
        idle: { tools: ["search"], next: ["browsing", "left", "right"] },
        left: { tools: ["search"], next: ["browsing", "both"] },
        right: { tools: ["search"], next: ["browsing", "both"] },
        both: { tools: ["search"], next: ["browsing"] },
      },
      { must_precede: { both: ["left", "right"] } },
    );
    expect(found(wrong).filter(({ code }) => code !== "state_never_proposed")).toEqual([
      { code: "must_precede_broken", at: "must_precede.both", path: ["idle", "left", "both"] },
      { code: "must_precede_broken", at: "must_precede.both", path: ["idle", "right", "both"] },
      { code: "unreachable_state", at: "states.both", path: ["idle", "left", "both"] },
    ]);
  });
});

describe("intents", () => {
  it("lead to states that the flow has, and count as a way into them", () => {
    expect(found(flow({}, { intents: { cancel: "gone", confirm: "purchasing" } }))).toEqual([
      { code: "unknown_state", at: "intents.cancel", path: [] },
    ]);
    const untouched = { analyzing: { tools: ["analyze", "look"], next: ["viewing", "purchasing"] } };
    const proposed = (intents: Flow["intents"]) =>
      found(flow(untouched, { intents })).filter(({ at, code }) => code === "state_never_proposed" && at === "states.purchasing");
    expect(proposed({ confirm: "purchasing" })).toEqual([]);
    expect(proposed({ cancel: "idle" })).toHaveLength(1);
  });
});

describe("a dead end", () => {
  it("is a state from which the journey can only be broken off", () => {
    expect(found(flow({ purchasing: { tools: ["buy"], next: [] }, completed: { restarts: true } }))).toMatchObject([
      { code: "unreachable_state", at: "states.completed" },
      { code: "dead_end", at: "states.purchasing.next", path: ["idle", "browsing", "viewing", "analyzing", "purchasing"] },
    ]);
  });

  it("is none where the journey is meant to end or restarts, nor where a state of the journey follows from anywhere", () => {
    expect(
      found(
        flow({
          purchasing: { tools: ["search"], next: [], restarts: true },
          analyzing: { tools: ["buy"], next: ["purchasing", "completed"] },
        }),
      ),
    ).toEqual([]);
    const open = flow(
      {
        viewing: { tools: ["search"], next: [] },
        analyzing: { tools: ["buy"], next: ["purchasing"] },
        idle: { tools: ["search"], next: ["browsing", "analyzing"] },
      },
      { from_anywhere: [...anywhere, "browsing"] },
    );
    expect(found(open).filter(({ code }) => code === "dead_end")).toEqual([]);
  });

  it("may depend on where one came from", () => {
    const wrong = flow(
      { idle: { tools: ["search"], next: ["browsing", "viewing"] }, viewing: { tools: ["analyze"], next: ["analyzing"] } },
      { must_precede: { analyzing: ["browsing"] } },
    );
    expect(found(wrong)).toEqual([
      { code: "must_precede_broken", at: "must_precede.analyzing", path: ["idle", "viewing", "analyzing"] },
      { code: "dead_end", at: "states.viewing.next", path: ["idle", "viewing"] },
    ]);
  });
});

describe("must_precede", () => {
  it("is broken where the flow offers the step on a way that has not been there", () => {
    const wrong = flow(
      { viewing: { tools: ["look", "analyze", "buy"], next: ["browsing", "analyzing", "purchasing"] } },
      { must_precede: { purchasing: ["analyzing"] } },
    );
    expect(checkFlow(wrong, tools)).toEqual([
      {
        code: "must_precede_broken",
        severity: "error",
        at: "must_precede.purchasing",
        path: ["idle", "browsing", "viewing", "purchasing"],
        message: {
          vi: "idle → browsing → viewing → purchasing: “viewing” cho sang “purchasing” khi chưa qua “analyzing”. Hãy bỏ “purchasing” khỏi các bước sau “viewing”, hoặc dẫn đường này qua “analyzing” trước.",
          en: "idle → browsing → viewing → purchasing: “viewing” offers “purchasing” before “analyzing” was visited. Take “purchasing” out of what may follow “viewing”, or lead this way through “analyzing” first.",
        },
      },
    ]);
  });

  it.each<[string, Flow["must_precede"], string[]]>([
    ["what comes only behind it", { viewing: ["purchasing"] }, ["idle", "browsing", "viewing"]],
    ["itself", { purchasing: ["purchasing"] }, ["idle", "browsing", "viewing", "analyzing", "purchasing"]],
    ["something, at the beginning", { idle: ["browsing"] }, ["idle"]],
    ["what comes later, from anywhere", { handover: ["completed"] }, ["idle", "handover"]],
  ])("is never satisfied by a state that needs %s", (_, must_precede, path) => {
    const [state] = Object.keys(must_precede);
    const codes = found(flow({}, { must_precede }));
    const expected = state === "handover" ? "must_precede_broken" : "must_precede_unsatisfiable";
    expect(codes).toContainEqual({ code: expected, at: `must_precede.${state}`, path });
    expect(codes).not.toContainEqual(expect.objectContaining({ code: "unreachable_state", at: `states.${state}` }));
  });

  it("that asks for more than can be walked through is refused, not believed", () => {
    const many = Array.from({ length: 24 }, (_, index) => `part_${index}`);
    const parts = Object.fromEntries(many.map((name) => [name, { tools: ["search"], next: [...many, "browsing"] }]));
    const wide = flow({ ...parts, idle: { tools: ["search"], next: ["browsing", ...many] } }, { must_precede: { viewing: many } });
    expect(found(wide)).toEqual([{ code: "too_complex", at: "must_precede", path: [] }]);
  });
});

describe("a whitelist", () => {
  it("that can propose nothing that may follow leaves conversations stuck", () => {
    const wrong = flow({ browsing: { tools: ["search", "analyze"], next: ["viewing"] } });
    expect(found(wrong)).toEqual([
      { code: "whitelist_leads_nowhere", at: "states.browsing.tools", path: ["idle", "browsing"] },
      { code: "state_never_proposed", at: "states.viewing", path: ["idle", "browsing", "viewing"] },
      { code: "state_never_proposed", at: "states.analyzing", path: ["idle", "browsing", "viewing", "analyzing"] },
      { code: "state_never_proposed", at: "states.purchasing", path: ["idle", "browsing", "viewing", "analyzing", "purchasing"] },
      {
        code: "state_never_proposed",
        at: "states.completed",
        path: ["idle", "browsing", "viewing", "analyzing", "purchasing", "completed"],
      },
    ]);
  });

  it("need propose nothing where the platform itself leads on", () => {
    expect(found(flow({ purchasing: { tools: [], next: ["closed"] }, completed: { restarts: true } }))).toEqual([
      { code: "unreachable_state", at: "states.completed", path: [] },
    ]);
  });

  it("that leaves out a tool of the flow's own industry is warned of", () => {
    const without = flow({
      viewing: { tools: ["look", "search", "buy"], next: ["browsing", "purchasing"] },
      idle: { tools: ["search"], next: ["browsing", "analyzing"] },
      analyzing: { tools: ["look", "buy"], next: ["viewing", "purchasing"] },
    });
    expect(found(without)).toEqual([
      { code: "tool_never_offered", at: "states", path: [] },
      { code: "state_never_proposed", at: "states.analyzing", path: ["idle", "analyzing"] },
    ]);
    expect(found({ ...without, industry: "retail" })).toHaveLength(1);
  });
});

it("warns of patience that never ends: with what is closed, and with staff", () => {
  const patient = flow({
    closed: { tools: ["search"], restarts: true, idle: { remind_after_s: 60, close_after_s: 600 } },
    handover: { idle: { remind_after_s: 60 } },
    completed: { idle: { close_after_s: 600 } },
  });
  expect(found(patient)).toEqual([
    { code: "idle_without_effect", at: "states.closed.idle", path: [] },
    { code: "idle_without_effect", at: "states.handover.idle", path: [] },
  ]);
});

describe("a flow that is not strict", () => {
  const loose = (change: States, more: Partial<Omit<Flow, "states">> = {}) => found(flow(change, { strict: false, ...more }));

  it("has no dead ends and no islands: any of its states may follow", () => {
    expect(loose({ island: { tools: ["search"] }, purchasing: { tools: ["buy"] } })).toEqual([
      { code: "state_never_proposed", at: "states.island", path: [] },
    ]);
  });

  it("still breaks must_precede by its own steps, and never reaches states that need each other", () => {
    expect(
      loose({ viewing: { tools: ["look", "analyze"], next: ["purchasing"] } }, { must_precede: { purchasing: ["analyzing"] } }),
    ).toEqual([{ code: "must_precede_broken", at: "must_precede.purchasing", path: ["idle", "browsing", "viewing", "purchasing"] }]);
    expect(loose({ a: { tools: ["search"] }, b: { tools: ["search"] } }, { must_precede: { a: ["b"], b: ["a"] } })).toEqual([
      { code: "unreachable_state", at: "states.a", path: [] },
      { code: "unreachable_state", at: "states.b", path: [] },
    ]);
  });
});

it("says everything in both languages, with the way where there is one", () => {
  const bad = flow(
    { island: {}, viewing: { tools: ["fly"], next: ["analyzing", "gone"] }, purchasing: { tools: ["buy"], next: [] } },
    { must_precede: { analyzing: ["completed"] } },
  );
  const findings = checkFlow(bad, tools);
  expect(new Set(findings.map(({ code }) => code)).size).toBeGreaterThan(3);
  for (const { message, path } of findings) {
    for (const sentence of Object.values(message)) expect(sentence).toMatch(/^\S.{20,}\.$/su);
    expect(message.vi).not.toBe(message.en);
    if (path.length > 1 && path.at(-1) !== "viewing") expect(message.en).toContain(path.join(" → "));
  }
});
