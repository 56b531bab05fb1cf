/** Runs one tool under its time limit and the turn's stop, and turns whatever happens into a result. */
import type { JsonValue } from "../platform/ports.ts";
import type { Tool, ToolContext, ToolResult } from "../tools/contract.ts";

export type ToolRun =
  | { ok: true; result: ToolResult; milliseconds: number }
  | { ok: false; errorText: string; cause: unknown; milliseconds: number };

/** Never rejects. A tool that ignores its signal is left behind when its time is over. */
export async function runTool(tool: Tool, input: JsonValue, context: ToolContext): Promise<ToolRun> {
  const startedAt = context.clock.now();
  const milliseconds = () => context.clock.now() - startedAt;
  const timeout = AbortSignal.timeout(tool.timeoutMs);
  const signal = AbortSignal.any([context.signal, timeout]);
  try {
    const result = await Promise.race([tool.run(input, { ...context, signal }), rejectOn(signal)]);
    return { ok: true, result, milliseconds: milliseconds() };
  } catch (cause) {
    const errorText = timeout.aborted ? `${tool.name} did not answer in ${tool.timeoutMs} ms.` : `${tool.name} failed.`;
    return { ok: false, errorText, cause, milliseconds: milliseconds() };
  }
}

function rejectOn(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const onAbort = () => reject(signal.reason);
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true });
  });
}
