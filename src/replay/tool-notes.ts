/** Listens to a turn's calls of tools. */
import { TimeIsOver } from "../agents/index.ts";
import type { Clock } from "../platform/ports.ts";
import type { Tool, ToolContext, ToolResult } from "../tools/index.ts";
import { recordFailure } from "./failures.ts";
import type { RecordedAnswer, RecordedToolCall } from "./recording.ts";

interface AnswerNote {
  answer: RecordedAnswer;
  signal: AbortSignal;
}

type CallNote = Omit<RecordedToolCall, "answers"> & { answers: AnswerNote[] };

export class ToolNotes {
  /** The same tools, listened to. */
  readonly tools: ReadonlyMap<string, Tool>;
  readonly #calls: CallNote[] = [];
  /** A call is known by its clock: that is what passes unchanged from its context to its tool. */
  readonly #byClock = new WeakMap<Clock, CallNote>();
  readonly #now: () => number;

  constructor(tools: ReadonlyMap<string, Tool>, now: () => number) {
    this.#now = now;
    this.tools = new Map([...tools].map(([name, tool]) => [name, this.#listened(tool)]));
  }

  contextOf({ toolName, input }: { toolName: string; input: string }, context: ToolContext): ToolContext {
    const call: CallNote = { tool: toolName, input, clock: [], answers: [] };
    this.#calls.push(call);
    const clock: Clock = { now: () => kept(call.clock, context.clock.now()) };
    this.#byClock.set(clock, call);
    return { ...context, clock };
  }

  recorded(): RecordedToolCall[] {
    return this.#calls.map(({ answers, ...call }) => ({ ...call, answers: answers.map(told) }));
  }

  #listened(tool: Tool): Tool {
    const { inquire, rehearse } = tool;
    // The tool itself reads a clock that nobody listens to: in a replay it does not run.
    const own = (context: ToolContext): ToolContext => ({ ...context, clock: { now: this.#now } });
    return {
      ...tool,
      run: (input, context) => this.#hear(context, () => tool.run(input, own(context))),
      ...(inquire ? { inquire: (input, context) => this.#hear(context, () => inquire(input, own(context))) } : {}),
      ...(rehearse ? { rehearse: (input, context) => this.#hear(context, () => rehearse(input, own(context))) } : {}),
    };
  }

  async #hear<Result extends ToolResult | null>({ clock, signal }: ToolContext, ask: () => Promise<Result>): Promise<Result> {
    const note: AnswerNote = { answer: "unanswered", signal };
    this.#byClock.get(clock)?.answers.push(note);
    try {
      const result = await ask();
      if (!signal.aborted) note.answer = { result };
      return result;
    } catch (error) {
      if (!signal.aborted) note.answer = { failure: recordFailure(error, this.#now()) };
      throw error;
    }
  }
}

function kept(reads: number[], now: number): number {
  reads.push(now);
  return now;
}

function told({ answer, signal }: AnswerNote): RecordedAnswer {
  return answer === "unanswered" && signal.reason instanceof TimeIsOver ? "late" : answer;
}
