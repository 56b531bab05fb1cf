/** An effect happens at most once by its key, whatever dies, hangs or is asked again (architecture, law 7). */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { carryOut } from "../../../src/agents/carry-out.ts";
import { phrases } from "../../../src/agents/index.ts";
import type { Tool, ToolContext, ToolResult } from "../../../src/tools/contract.ts";
import { FakeLedger } from "../../support/fake-ledger.ts";
import { fakeContext, fakeTool } from "../../support/fake-turn.ts";

const key = "turn:call";
const placed: ToolResult = { output: { reference: "DH-1" }, newState: "purchasing" };
const never = () => new Promise<never>(() => undefined);

/** A shop beyond the wire: what has arrived there, and how it answers. */
function shop(answers: Partial<Pick<Tool, "run" | "inquire" | "rehearse" | "timeoutMs">> = {}) {
  const effects: string[] = [];
  const inquiries: string[] = [];
  const run: Tool["run"] = async (input, context) => {
    effects.push(context.idempotencyKey);
    return answers.run ? answers.run(input, context) : placed;
  };
  const { inquire } = answers;
  const asking: Pick<Tool, "inquire"> = inquire
    ? { inquire: async (input, context) => (inquiries.push(context.idempotencyKey), inquire(input, context)) }
    : {};
  return { effects, inquiries, tool: fakeTool("trigger_web_hook", run, { ...answers, effect: "write", run, ...asking }) };
}

const live = (tool: Tool, ledger: FakeLedger, context: Partial<ToolContext> = {}) =>
  carryOut(tool, {}, fakeContext(context), { mode: "live", ledger });
const broken = () => Promise.reject(new TypeError("the line was cut"));

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("an effect that was never begun", () => {
  it("happens, and its outcome is noted", async () => {
    const { tool, effects } = shop();
    const ledger = new FakeLedger();
    expect(await live(tool, ledger)).toMatchObject({ ok: true, result: placed });
    expect([effects, ledger.recorded(key)]).toEqual([[key], placed]);
  });

  it("begins only after its note is on disk, and not without", async () => {
    const { tool, effects } = shop();
    const ledger = new FakeLedger();
    const { promise, reject } = Promise.withResolvers<never>();
    ledger.begin = () => promise;
    const run = live(tool, ledger);
    await vi.advanceTimersByTimeAsync(1000);
    expect(effects).toEqual([]);
    reject(new Error("the disk is full"));
    await expect(run).rejects.toThrow("the disk is full");
    expect(effects).toEqual([]);
  });

  it("that was refused is an outcome too", async () => {
    const refused: ToolResult = { output: { error: "Hết hạn mức", code: "action_failed" } };
    const { tool, effects } = shop({ run: async () => refused });
    const ledger = new FakeLedger();
    for (const _ of [1, 2]) expect(await live(tool, ledger)).toMatchObject({ ok: true, result: refused });
    expect(effects).toHaveLength(1);
  });

  it("of which nothing was sent may be asked for again", async () => {
    const { tool, effects } = shop({ run: async () => ({ output: { error: "Mẫu nào ạ?" }, untouched: true }) });
    const ledger = new FakeLedger();
    for (const _ of [1, 2]) await live(tool, ledger);
    expect([effects.length, ledger.entries.size]).toEqual([2, 0]);
  });

  it("does not happen in a turn that was stopped, before or while the note went to disk", async () => {
    const { tool, effects } = shop();
    const ledger = new FakeLedger();
    expect(await live(tool, ledger, { signal: AbortSignal.abort(new Error("stopped")) })).toMatchObject({ ok: false });
    const stop = new AbortController();
    const begin = ledger.begin.bind(ledger);
    ledger.begin = (...call) => (stop.abort(new Error("stopped")), begin(...call));
    expect(await live(tool, ledger, { signal: stop.signal })).toMatchObject({ ok: false });
    expect([effects, ledger.entries.size]).toEqual([[], 0]);
  });
});

describe("an effect that came to its end before", () => {
  it("is told from the ledger", async () => {
    const { tool, effects } = shop();
    const ledger = new FakeLedger();
    ledger.end(key, placed);
    expect(await live(tool, ledger)).toEqual({ ok: true, result: placed, milliseconds: 0 });
    expect(effects).toEqual([]);
  });
});

describe("an effect of which nobody knows what came of it", () => {
  const uncertain = async () => {
    const ledger = new FakeLedger();
    await ledger.begin(key, { toolName: "trigger_web_hook" });
    return ledger;
  };

  it("is asked about: what the other side says is told and noted", async () => {
    const { tool, effects, inquiries } = shop({ inquire: async () => placed });
    const ledger = await uncertain();
    expect(await live(tool, ledger)).toMatchObject({ ok: true, result: placed });
    expect([effects, inquiries, ledger.recorded(key)]).toEqual([[], [key], placed]);
  });

  it("happens once it is certain that it never arrived", async () => {
    const { tool, effects } = shop({ inquire: async () => null });
    const ledger = await uncertain();
    expect(await live(tool, ledger)).toMatchObject({ ok: true, result: placed });
    expect([effects, ledger.recorded(key)]).toEqual([[key], placed]);
  });

  const silences: [string, Tool["inquire"]][] = [
    ["a tool that cannot ask", undefined],
    ["an answer that says nothing", broken],
    ["no answer", never],
  ];
  it.each(silences)("%s: it is not repeated, and both the customer and the model are told, in either language", async (_, inquire) => {
    const { tool, effects } = shop(inquire ? { inquire } : {});
    const ledger = await uncertain();
    for (const language of ["vi", "en"] as const) {
      const run = live(tool, ledger, { language });
      await vi.advanceTimersByTimeAsync(6000);
      expect(await run).toMatchObject({
        ok: true,
        result: {
          output: {
            status: "uncertain",
            code: "effect_uncertain",
            error: phrases.uncertain[language],
            advice: phrases.uncertainAdvice[language],
          },
          newState: "error",
        },
      });
    }
    expect([effects, ledger.entries.get(key)]).toEqual([[], null]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("is asked about again by the next one who comes", async () => {
    let known = false;
    const { tool, effects } = shop({ inquire: async () => (known ? placed : broken()) });
    const ledger = await uncertain();
    expect(await live(tool, ledger)).toMatchObject({ result: { output: { status: "uncertain" } } });
    known = true;
    expect(await live(tool, ledger)).toMatchObject({ result: placed });
    expect(effects).toEqual([]);
  });
});

describe("an effect that is cut off in its midst", () => {
  const cuts: [string, Tool["run"]][] = [
    ["by a line that breaks", broken],
    ["by its time", never],
  ];

  it.each(cuts)("%s is asked about at once: what came of it is told", async (_, run) => {
    const { tool, effects, inquiries } = shop({ run, inquire: async () => placed, timeoutMs: 500 });
    const ledger = new FakeLedger();
    const outcome = live(tool, ledger);
    await vi.advanceTimersByTimeAsync(500);
    expect(await outcome).toMatchObject({ ok: true, result: placed, cause: expect.any(Error) });
    expect([effects.length, inquiries.length, ledger.recorded(key)]).toEqual([1, 1, placed]);
  });

  it.each(cuts)("%s and never arrived is told as not done, and asked about before it is sent again", async (_, run) => {
    const { tool, effects, inquiries } = shop({ run, inquire: async () => null, timeoutMs: 500 });
    const ledger = new FakeLedger();
    const outcome = live(tool, ledger);
    await vi.advanceTimersByTimeAsync(500);
    expect(await outcome).toMatchObject({ ok: true, result: { output: { error: phrases.notDone.vi, code: "action_failed" } } });
    expect([effects.length, inquiries.length, ledger.entries.get(key)]).toEqual([1, 1, null]);
  });

  it.each(cuts)("%s without an answer is uncertain, and never happens again", async (_, run) => {
    const { tool, effects } = shop({ run, timeoutMs: 500 });
    const ledger = new FakeLedger();
    for (const _ of [1, 2, 3]) {
      const outcome = live(tool, ledger);
      await vi.advanceTimersByTimeAsync(500);
      expect(await outcome).toMatchObject({ result: { output: { status: "uncertain" } } });
    }
    expect(effects).toHaveLength(1);
  });

  it("by a stop is left as begun: nothing is asked in a turn that is over", async () => {
    const { tool, effects, inquiries } = shop({ run: never, inquire: async () => placed });
    const ledger = new FakeLedger();
    const stop = new AbortController();
    const outcome = live(tool, ledger, { signal: stop.signal });
    await vi.advanceTimersByTimeAsync(10);
    stop.abort(new Error("stopped"));
    expect(await outcome).toMatchObject({ ok: false });
    expect([effects.length, inquiries.length, ledger.entries.get(key)]).toEqual([1, 0, null]);
    expect(await live(tool, ledger)).toMatchObject({ result: placed });
    expect(effects).toHaveLength(1);
  });
});

describe("in a fenced fork", () => {
  const fenced = (tool: Tool, ledger: FakeLedger, language: "vi" | "en" = "vi") =>
    carryOut(tool, {}, fakeContext({ language }), { mode: "fenced", ledger });

  it("what was done before the fork is told from the recording", async () => {
    const { tool, effects } = shop();
    const ledger = new FakeLedger();
    ledger.end(key, placed);
    expect(await fenced(tool, ledger)).toMatchObject({ result: placed });
    expect(effects).toEqual([]);
  });

  it("all else is a dry run that says so, and still proposes its state", async () => {
    const { tool, effects } = shop({ rehearse: async () => placed });
    const ledger = new FakeLedger();
    for (const language of ["vi", "en"] as const) {
      expect(await fenced(tool, ledger, language)).toMatchObject({
        ok: true,
        result: { output: { reference: "DH-1", dry_run: true, note: phrases.dryRun[language] }, newState: "purchasing" },
      });
    }
    expect([effects, ledger.asked]).toEqual([[], []]);
  });

  it("a tool that cannot rehearse says that nothing has happened", async () => {
    const { tool, effects } = shop();
    expect(await fenced(tool, new FakeLedger())).toMatchObject({ result: { output: { dry_run: true, note: phrases.dryRun.vi } } });
    expect(effects).toEqual([]);
  });
});
