import { describe, expect, it } from "vitest";
import { flowOf, flowSchema, journeyOf, journeySchema, presets, sameFlow } from "../../../src/lifecycle/index.ts";

const idle = { label: { vi: "Sẵn sàng", en: "Ready" }, tools: ["search_offerings"], next: [] };
const smallest = { name: "small", version: 1, industry: "retail", from_anywhere: ["idle"], states: { idle } };

const withState = (change: object) => ({ ...smallest, states: { idle: { ...idle, ...change } } });

describe("a flow as data", () => {
  it("says the least: the rest is strict, starts at idle, needs nothing before, restarts nowhere", () => {
    const flow = flowSchema.parse(smallest);
    expect(flow).toMatchObject({ strict: true, initial: "idle", must_precede: {} });
    expect(flow.states["idle"]).toMatchObject({ restarts: false });
  });

  it("may say what a second message does", () => {
    const flow = flowSchema.parse(withState({ on_busy: "interrupt" }));
    expect(flow.states["idle"]).toMatchObject({ on_busy: "interrupt" });
  });

  const refused: [string, unknown][] = [
    ["no name", { ...smallest, name: "" }],
    ["version 0", { ...smallest, version: 0 }],
    ["half a version", { ...smallest, version: 1.5 }],
    ["no states", { ...smallest, states: undefined }],
    ["states as a list", { ...smallest, states: [idle] }],
    ["a state without tools", withState({ tools: undefined })],
    ["a tool that is no name", withState({ tools: [7] })],
    ["a label in one language", withState({ label: { vi: "Sẵn sàng" } })],
    ["an empty label", withState({ label: { vi: "", en: "Ready" } })],
    ["no list of next states", withState({ next: "browsing" })],
    ["an on_busy that nobody knows", withState({ on_busy: "shout" })],
    ["must_precede that names no list", { ...smallest, must_precede: { idle: "browsing" } }],
    ["nothing at all", null],
  ];
  it.each(refused)("with %s is refused", (_, flow) => {
    expect(flowSchema.safeParse(flow).success).toBe(false);
  });
});

describe("a flow as an operator writes it", () => {
  it.each([...presets.values()].map((preset) => [preset.name, preset] as const))("can be what the preset %s is", (_, preset) => {
    expect(journeySchema.parse(journeyOf(preset))).toEqual(journeyOf(preset));
    expect(flowSchema.parse(flowOf(journeySchema.parse(journeyOf(preset)), preset.name, preset.version))).toEqual(preset);
  });

  const { name: _name, version: _version, ...journey } = smallest;
  const withIdle = (rule: object) => ({ states: { idle: { ...idle, idle: rule } } });

  it("may say how long a silence lasts, and with which words it is broken", () => {
    const rule = { remind_after_s: 60, close_after_s: 600, reminder: { vi: "Alo?", en: "Hello?" } };
    expect(journeySchema.parse({ ...journey, ...withIdle(rule) }).states["idle"]?.idle).toEqual(rule);
  });

  it.each<[string, object]>([
    ["a name of its own", { name: "mine" }],
    ["a rule that nobody knows", { must_preceed: {} }],
    ["a state's name that is none", { states: { "At home": idle } }],
    ["a state twice", { from_anywhere: ["idle", "idle"] }],
    ["an intent that nobody understands", { intents: { cancel: "idle", haggle: "purchasing" } }],
    ["an idle rule that says nothing", withIdle({})],
    ["an idle rule that nobody knows", withIdle({ close_after_s: 60, close_after_minutes: 1 })],
    ["a close before its reminder", withIdle({ remind_after_s: 60, close_after_s: 60 })],
    ["a reminder that is never sent", withIdle({ close_after_s: 60, reminder: { vi: "Alo?", en: "Hello?" } })],
    ["half a second of patience", withIdle({ close_after_s: 0.5 })],
    ["more than a month of it", withIdle({ close_after_s: 31 * 24 * 3600 })],
    ["more states than anybody draws", { states: Object.fromEntries(Array.from({ length: 201 }, (_, index) => [`s${index}`, idle])) }],
  ])("with %s is refused", (_, change) => {
    expect(journeySchema.safeParse(journey).success).toBe(true);
    expect(journeySchema.safeParse({ ...journey, ...change }).success).toBe(false);
  });
});

it("two flows are the same in whatever order they say it, and not when a list is in another one", () => {
  const [one] = presets.values();
  if (!one) throw new Error("There is no preset.");
  const turned = {
    ...Object.fromEntries(Object.entries(one).toReversed()),
    states: Object.fromEntries(Object.entries(one.states).toReversed()),
  };
  expect(sameFlow(one, flowSchema.parse(turned))).toBe(true);
  expect(sameFlow(one, { ...one, from_anywhere: one.from_anywhere.toReversed() })).toBe(false);
});
