/** Runs one tool under its time limit and the turn's stop, and turns whatever happens into a result. */
import type { JsonValue } from "../platform/ports.ts";
import type { Tool, ToolContext, ToolResult } from "../tools/index.ts";

export type ToolRun =
  | { ok: true; result: ToolResult; milliseconds: number }
  | { ok: false; errorText: string; cause: unknown; milliseconds: number };

/** The reason of a tool's signal when its time is over; where a tool is only replayed, it throws this itself. */
export class TimeIsOver extends Error {}

/** Characters of JSON that a result may have; beyond it, neither a row nor a prompt would hold it. */
const largestOutput = 60_000;

/** Never rejects. A tool that ignores its signal is left behind when its time is over or the turn is stopped. */
export async function runTool(tool: Tool, input: JsonValue, context: ToolContext): Promise<ToolRun> {
  const startedAt = context.clock.now();
  const milliseconds = () => context.clock.now() - startedAt;
  const time = new AbortController();
  const timer = setTimeout(() => time.abort(new TimeIsOver("the time is over")), tool.timeoutMs);
  const signal = AbortSignal.any([context.signal, time.signal]);
  try {
    // A turn that has been stopped begins nothing more: a write would be an effect that nobody is told of.
    signal.throwIfAborted();
    const result = await Promise.race([tool.run(input, { ...context, signal }), rejectOn(signal)]);
    if (JSON.stringify(result.output).length > largestOutput) throw new Error(`${tool.name} gave more than ${largestOutput} characters.`);
    return { ok: true, result, milliseconds: milliseconds() };
  } catch (cause) {
    const late = time.signal.aborted || cause instanceof TimeIsOver;
    const errorText = late ? `${tool.name} did not answer in ${tool.timeoutMs} ms.` : `${tool.name} failed.`;
    return { ok: false, errorText, cause, milliseconds: milliseconds() };
  } finally {
    // A timer left behind would keep the object awake.
    clearTimeout(timer);
  }
}

function rejectOn(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const onAbort = () => reject(signal.reason);
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true });
  });
}
