import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { runTool, TimeIsOver } from "../../../src/agents/run-tool.ts";
import type { ToolContext } from "../../../src/tools/contract.ts";
import { defineTool } from "../../../src/tools/contract.ts";
import { z } from "zod";
import { fakeContext, fakeTool } from "../../support/fake-turn.ts";

const never = () => new Promise<never>(() => undefined);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("a tool that answers", () => {
  it("gives its result and the time it took, and leaves no timer behind", async () => {
    let now = 0;
    const tool = fakeTool("search_offerings", async () => ((now = 120), { output: { count: 1 }, newState: "browsing" }));
    const run = await runTool(tool, {}, fakeContext({ clock: { now: () => now } }));
    expect(run).toEqual({ ok: true, result: { output: { count: 1 }, newState: "browsing" }, milliseconds: 120 });
    expect(vi.getTimerCount()).toBe(0);
  });

  it("has its arguments as its schema parses them", async () => {
    const tool = defineTool({
      ...fakeTool("search_offerings"),
      input: z.object({ page: z.coerce.number() }),
      run: async ({ page }) => ({ output: { page } }),
    });
    expect(await runTool(tool, { page: "2", other: true }, fakeContext())).toMatchObject({ ok: true, result: { output: { page: 2 } } });
  });

  it("more than a row can hold is told shorter, and what it proposes holds", async () => {
    const text = (characters: number) => "x".repeat(characters - '{"text":""}'.length);
    const saying = (characters: number) =>
      fakeTool("search_offerings", async () => ({ output: { text: text(characters) }, newState: "browsing" }));
    expect(await runTool(saying(60_000), {}, fakeContext())).toMatchObject({ ok: true, result: { output: { text: text(60_000) } } });
    const run = await runTool(saying(60_001), {}, fakeContext());
    expect(run).toMatchObject({
      ok: true,
      result: { newState: "browsing", output: { text: expect.stringMatching(/^x+…$/), left_out: {} } },
    });
    expect(JSON.stringify(run.ok && run.result.output).length).toBeLessThanOrEqual(60_000);
  });
});

describe("a tool that throws", () => {
  const thrown = new Error("SELECT * FROM secrets");
  const throwing: [string, () => Promise<never>][] = [
    ["later", () => Promise.reject(thrown)],
    [
      "at once",
      () => {
        throw thrown;
      },
    ],
  ];
  it.each(throwing)("%s: is a result, which does not say why; the log is given the cause", async (_, run) => {
    const result = await runTool(fakeTool("search_offerings", run), {}, fakeContext());
    expect(result).toMatchObject({ ok: false, errorText: "search_offerings failed.", cause: thrown });
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("a tool that takes too long", () => {
  it.each([["listens", true] as const, ["ignores its signal", false] as const])("and %s is given up", async (_, listens) => {
    let told: ToolContext | undefined;
    const tool = fakeTool(
      "search_offerings",
      (_input, context) => {
        told = context;
        return new Promise((_resolve, reject) => {
          if (listens) context.signal.addEventListener("abort", () => reject(new Error("gave up")));
        });
      },
      { timeoutMs: 800 },
    );
    const run = runTool(tool, {}, fakeContext());
    await vi.advanceTimersByTimeAsync(799);
    expect(told?.signal.aborted).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(await run).toMatchObject({ ok: false, errorText: "search_offerings did not answer in 800 ms." });
    expect(told?.signal.aborted).toBe(true);
  });

  it("reads the same where it is replayed, without the wait", async () => {
    const tool = fakeTool("search_offerings", () => Promise.reject(new TimeIsOver()), { timeoutMs: 800 });
    expect(await runTool(tool, {}, fakeContext())).toMatchObject({ ok: false, errorText: "search_offerings did not answer in 800 ms." });
  });
});

describe("what a tool keeps", () => {
  it("has a size that the conversation's record can carry", async () => {
    const keeps = (length: number) => fakeTool("assessment_test", async () => ({ output: {}, kept: { text: "x".repeat(length) } }));
    expect(await runTool(keeps(3_900), {}, fakeContext())).toMatchObject({ ok: true });
    expect(await runTool(keeps(4_000), {}, fakeContext())).toMatchObject({ ok: false, errorText: "assessment_test failed." });
  });
});

describe("a turn that is stopped", () => {
  it("ends the tool, even one that ignores its signal", async () => {
    const stop = new AbortController();
    const run = runTool(fakeTool("search_offerings", never), {}, fakeContext({ signal: stop.signal }));
    stop.abort(new Error("stopped"));
    expect(await run).toMatchObject({ ok: false, errorText: "search_offerings failed." });
    expect(vi.getTimerCount()).toBe(0);
  });

  it("begins no tool", async () => {
    let ran = false;
    const tool = fakeTool("trigger_web_hook", async () => ((ran = true), { output: {} }), { effect: "write" });
    expect(await runTool(tool, {}, fakeContext({ signal: AbortSignal.abort(new Error("stopped")) }))).toMatchObject({ ok: false });
    expect(ran).toBe(false);
  });
});
