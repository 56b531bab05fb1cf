/** Carries out a write, at most once by its key (architecture, law 7; docs/decisions/effects.md). */
import type { JsonValue, Language } from "../platform/ports.ts";
import type { Tool, ToolContext, ToolResult } from "../tools/index.ts";
import type { EffectLedger } from "./effects.ts";
import { phrases } from "./phrases.ts";
import { inquire, runTool, type ToolRun } from "./run-tool.ts";

export interface Effects {
  /** `fenced`: a fork whose tools change nothing in the world. */
  mode: "live" | "fenced";
  ledger: EffectLedger;
}

/** Rejects only when the ledger does: without its note no effect begins. */
export async function carryOut(tool: Tool, input: JsonValue, context: ToolContext, { mode, ledger }: Effects): Promise<ToolRun> {
  if (mode === "fenced") return rehearse(tool, input, context, ledger);
  const key = context.idempotencyKey;
  if (context.signal.aborted) return { ok: false, errorText: `${tool.name} failed.`, cause: context.signal.reason, milliseconds: 0 };
  const known = await ledger.begin(key, { toolName: tool.name, input });
  if (known.kind === "done") return { ok: true, result: known.result, milliseconds: 0 };
  if (known.kind === "uncertain") {
    const { answer, run } = await ask(tool, input, context, ledger);
    if (answer !== "never arrived") return run;
  }
  return begin(tool, input, context, ledger);
}

/** The ledger has its note: the effect may happen now, this once. */
async function begin(tool: Tool, input: JsonValue, context: ToolContext, ledger: EffectLedger): Promise<ToolRun> {
  const key = context.idempotencyKey;
  // Stopped while the note went to disk: the tool is not begun, and that is certain.
  const begun = !context.signal.aborted;
  const run = await runTool(tool, input, context);
  if (!begun || (run.ok && run.result.untouched)) ledger.forget(key);
  else if (run.ok) ledger.end(key, run.result);
  if (run.ok || context.signal.aborted) return run;
  const asked = await ask(tool, input, context, ledger);
  const milliseconds = run.milliseconds + asked.run.milliseconds;
  return asked.run.ok ? { ...asked.run, milliseconds, cause: run.cause } : { ...asked.run, milliseconds };
}

interface Asked {
  answer: "known" | "never arrived" | "unknown";
  run: ToolRun;
}

/**
 * One question to the outside. Only what is known is noted. Where it never arrived it may still be on its way, and where nothing is
 * known nothing is: the note that it began stays, and whoever comes with this key asks again before anything is sent.
 */
async function ask(tool: Tool, input: JsonValue, context: ToolContext, ledger: EffectLedger): Promise<Asked> {
  const { language } = context;
  const asked = await inquire(tool, input, context);
  const told = (result: ToolResult): ToolRun => ({ ok: true, result, milliseconds: asked.milliseconds });
  if (!asked.ok) return { answer: "unknown", run: context.signal.aborted ? asked : { ...told(uncertain(language)), cause: asked.cause } };
  if (asked.result === null) return { answer: "never arrived", run: told(notDone(language)) };
  ledger.end(context.idempotencyKey, asked.result);
  return { answer: "known", run: told(asked.result) };
}

/** `error` is said to the customer, `advice` to the model. The state `error` offers no writes: none is repeated on the spot. */
const uncertain = (language: Language): ToolResult => ({
  output: {
    status: "uncertain",
    code: "effect_uncertain",
    error: phrases.uncertain[language],
    advice: phrases.uncertainAdvice[language],
  },
  newState: "error",
  open: true,
});

const notDone = (language: Language): ToolResult => ({
  output: { error: phrases.notDone[language], code: "action_failed" },
  newState: "error",
  open: true,
});

/** A fenced write answers from what is recorded, else as a dry run. What it proposes still follows, so that a fork can be tried out. */
async function rehearse(tool: Tool, input: JsonValue, context: ToolContext, ledger: EffectLedger): Promise<ToolRun> {
  const recorded = ledger.recorded(context.idempotencyKey);
  if (recorded) return { ok: true, result: recorded, milliseconds: 0 };
  const { rehearse: play } = tool;
  const run: ToolRun = play ? await runTool({ ...tool, run: play }, input, context) : { ok: true, result: { output: {} }, milliseconds: 0 };
  if (!run.ok) return run;
  const output = { ...run.result.output, dry_run: true, note: phrases.dryRun[context.language] };
  return { ...run, result: { ...run.result, output } };
}
