/** Runs one tool under its time limit and the turn's stop, and turns whatever happens into a result. */
import type { JsonValue } from "../platform/ports.ts";
import type { Tool, ToolContext, ToolResult } from "../tools/index.ts";
import { shorten } from "./shorten.ts";

export interface ToolFailure {
  ok: false;
  errorText: string;
  cause: unknown;
  milliseconds: number;
  /** Its time was over. */
  late?: true;
}

/** `cause` is why a result stands in for the tool's own. */
export type ToolRun = { ok: true; result: ToolResult; milliseconds: number; cause?: unknown } | ToolFailure;

/** What the outside says of an effect; `result` is null where it never arrived there. */
export type ToolInquiry = { ok: true; result: ToolResult | null; milliseconds: number } | ToolFailure;

/** The reason of a tool's signal when its time is over; where a tool is only replayed, it throws this itself. */
export class TimeIsOver extends Error {}

/** Characters of JSON that a result may have, for the row of its message to hold it; what is larger is shortened. The model sees less. */
const largestOutput = 60_000;
/** Characters of JSON that a tool may keep for the conversation's next turns: they are part of its record. */
const largestKept = 4_000;
/** Milliseconds that the outside has to say what became of an effect. */
const inquiryMs = 6000;

/** Never rejects. A tool that ignores its signal is left behind when its time is over or the turn is stopped. */
export function runTool(tool: Tool, input: JsonValue, context: ToolContext): Promise<ToolRun> {
  return limited(tool.name, tool.timeoutMs, context, async (inTime) => fitting(tool.name, await tool.run(input, inTime)));
}

/** Asks the outside what became of an effect. Never rejects; a tool that cannot ask has failed to. */
export function inquire(tool: Tool, input: JsonValue, context: ToolContext): Promise<ToolInquiry> {
  return limited(tool.name, inquiryMs, context, async (inTime) => {
    if (!tool.inquire) throw new Error(`${tool.name} has no way to ask what became of a call.`);
    const result = await tool.inquire(input, inTime);
    return result === null ? null : fitting(tool.name, result);
  });
}

async function limited<Result>(
  name: string,
  timeoutMs: number,
  context: ToolContext,
  work: (inTime: ToolContext) => Promise<Result>,
): Promise<{ ok: true; result: Result; milliseconds: number } | ToolFailure> {
  const startedAt = context.clock.now();
  const milliseconds = () => context.clock.now() - startedAt;
  const time = new AbortController();
  const timer = setTimeout(() => time.abort(new TimeIsOver("the time is over")), timeoutMs);
  const signal = AbortSignal.any([context.signal, time.signal]);
  try {
    // A turn that has been stopped begins nothing more: a write would be an effect that nobody is told of.
    signal.throwIfAborted();
    const result = await Promise.race([work({ ...context, signal }), rejectOn(signal)]);
    return { ok: true, result, milliseconds: milliseconds() };
  } catch (cause) {
    const late = time.signal.aborted || cause instanceof TimeIsOver;
    const errorText = late ? `${name} did not answer in ${timeoutMs} ms.` : `${name} failed.`;
    return { ok: false, errorText, cause, milliseconds: milliseconds(), ...(late ? { late } : {}) };
  } finally {
    // A timer left behind would keep the object awake.
    clearTimeout(timer);
  }
}

function fitting(name: string, result: ToolResult): ToolResult {
  if (JSON.stringify(result.kept ?? null).length > largestKept) throw new Error(`${name} keeps more than ${largestKept} characters.`);
  const output = shorten(result.output, largestOutput);
  return output === result.output ? result : { ...result, output };
}

function rejectOn(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const onAbort = () => reject(signal.reason);
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true });
  });
}
