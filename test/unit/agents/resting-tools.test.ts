import { describe, expect, test, vi } from "vitest";
import { restingTools } from "../../../src/agents/resting-tools.ts";
import { runTool } from "../../../src/agents/run-tool.ts";
import type { Tool, ToolContext } from "../../../src/tools/contract.ts";
import { fakeContext, fakeTool, toolMap } from "../../support/fake-turn.ts";

const limits = { failuresToOpen: 2, windowMs: 60_000, restMs: 20_000 };

/** A tool behind its breaker: how it ends is turned from outside. */
function bench(more: Partial<Tool> = {}) {
  const state = { now: 0, ran: 0, fails: true };
  const logged: string[] = [];
  const log = { info: () => undefined, warn: (event: string) => void logged.push(event), error: () => undefined };
  const run = async () => {
    state.ran++;
    if (state.fails) throw new Error("away");
    return { output: { ok: true } };
  };
  const tools = restingTools(toolMap(fakeTool("get_market_data", run, more)), { clock: { now: () => state.now }, log }, limits);
  const tool = tools.get("get_market_data");
  if (!tool) throw new Error("The tool is gone.");
  const call = (context: Partial<ToolContext> = {}, input: object = {}) =>
    runTool({ ...tool, timeoutMs: more.timeoutMs ?? 5000 }, { ...input }, fakeContext(context));
  return { state, logged, call };
}

describe("a tool that has failed again and again", () => {
  test("answers at once that it rests, in the customer's language, and nothing of it runs", async () => {
    const { state, call, logged } = bench();
    await call();
    expect(await call()).toMatchObject({ ok: false });
    state.now = 500;
    expect(await call({ language: "vi" })).toMatchObject({
      ok: true,
      result: { resting: true, output: { code: "tool_resting", retry_in_s: 20, error: expect.stringMatching(/20 giây/) } },
    });
    expect(await call({ language: "en" })).toMatchObject({ result: { output: { error: expect.stringMatching(/20 seconds/) } } });
    expect(state.ran).toBe(2);
    expect(logged).toEqual(["tool.rests"]);
  });

  test("is tried again once it has rested, and is back when that goes well", async () => {
    const { state, call } = bench();
    await call();
    await call();
    state.now = 20_000;
    state.fails = false;
    expect(await call()).toMatchObject({ ok: true, result: { output: { ok: true } } });
    expect(await call()).toMatchObject({ ok: true, result: { output: { ok: true } } });
  });

  test("rests for that tenant only, and only that part of it", async () => {
    const { call } = bench({ breakerKey: (input) => JSON.stringify(input) });
    await call({}, { action: "refund" });
    await call({}, { action: "refund" });
    expect(await call({}, { action: "refund" })).toMatchObject({ ok: true, result: { resting: true } });
    expect(await call({}, { action: "checkout" })).toMatchObject({ ok: false });
    expect(await call({ tenantId: "another" }, { action: "refund" })).toMatchObject({ ok: false });
  });

  test("has touched nothing where it is a write", async () => {
    const [write, read] = [bench({ effect: "write" }), bench()];
    for (const { call } of [write, read]) for (let n = 0; n < 2; n++) await call();
    expect(await write.call()).toMatchObject({ result: { untouched: true } });
    expect(await read.call()).not.toMatchObject({ result: { untouched: true } });
  });
});

test("a refusal by content is no failure", async () => {
  const refuse = fakeTool("search_offerings", async () => ({ output: { error: "Không có.", code: "not_found" } }));
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const tool = restingTools(toolMap(refuse), { clock: { now: () => 0 }, log }, limits).get("search_offerings");
  for (let n = 0; n < 5; n++) expect(await tool?.run({}, fakeContext())).toMatchObject({ output: { code: "not_found" } });
});

test("a tool that lets its time pass has failed, also where it ignores its signal; a stop is no failure", async () => {
  vi.useFakeTimers();
  try {
    const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const silent = fakeTool("get_market_data", () => new Promise(() => undefined), { timeoutMs: 100 });
    const tool = restingTools(toolMap(silent), { clock: { now: () => 0 }, log }, limits).get("get_market_data");
    if (!tool) throw new Error("The tool is gone.");
    for (let n = 0; n < 3; n++) {
      const stop = new AbortController();
      const stopped = runTool(tool, {}, fakeContext({ signal: stop.signal }));
      stop.abort(new Error("stopped"));
      expect(await stopped).toMatchObject({ ok: false });
    }
    for (let n = 0; n < 2; n++) {
      const late = runTool(tool, {}, fakeContext());
      await vi.advanceTimersByTimeAsync(100);
      expect(await late).toMatchObject({ ok: false, errorText: "get_market_data did not answer in 100 ms." });
    }
    expect(await runTool(tool, {}, fakeContext())).toMatchObject({ ok: true, result: { resting: true } });
  } finally {
    vi.useRealTimers();
  }
});
