import { describe, expect, it } from "vitest";
import { flowSchema } from "../../../src/lifecycle/index.ts";

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
