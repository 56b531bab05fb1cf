/** Tools that answer from a recording. Their schemas and their times are the code's own; nothing of them runs. */
import { effectKeyIn, TimeIsOver } from "../agents/index.ts";
import type { Turn } from "../conversations/index.ts";
import type { Clock } from "../platform/ports.ts";
import type { Tool, ToolContext, ToolResult } from "../tools/index.ts";
import { NothingRecorded, Tape, type Diverge } from "./divergence.ts";
import { errorOf } from "./failures.ts";
import { outOfReach } from "./out-of-reach.ts";
import type { RecordedAnswer, RecordedToolCall } from "./recording.ts";

export class ReplayedTools {
  readonly tools: ReadonlyMap<string, Tool>;
  readonly #calls: Tape<RecordedToolCall>;
  readonly #diverge: Diverge;
  readonly #answers = new WeakMap<Clock, Tape<RecordedAnswer>>();

  constructor(tools: ReadonlyMap<string, Tool>, calls: readonly RecordedToolCall[], diverge: Diverge) {
    this.#calls = new Tape("tool call", calls, diverge);
    this.#diverge = diverge;
    this.tools = new Map([...tools].map(([name, tool]) => [name, this.#replayed(tool)]));
  }

  contextOf(turn: Turn, { toolName, input }: { toolName: string; input: string }): ToolContext {
    const asked = `${toolName} ${input}`;
    const call = this.#calls.next(asked);
    const recorded = `${call.tool} ${call.input}`;
    if (asked !== recorded) this.#calls.differs(asked, recorded);
    const name = this.#calls.name;
    const reads = new Tape(`clock read of ${name}:`, call.clock, this.#diverge);
    const clock: Clock = { now: () => reads.next("the time") };
    this.#answers.set(clock, new Tape(`answer of ${name}:`, call.answers, this.#diverge));
    return {
      ...outOfReach(turn, toolName),
      idempotencyKey: effectKeyIn(turn.conversation, turn.userMessage.id, { toolName, input }),
      clock,
    };
  }

  finish(): void {
    this.#calls.finish();
  }

  #replayed(tool: Tool): Tool {
    const answer = async ({ clock }: ToolContext) => resultOf(this.#answers.get(clock)?.next(tool.name));
    const result = async (context: ToolContext): Promise<ToolResult> => {
      const found = await answer(context);
      if (!found) throw new NothingRecorded(`result of ${tool.name}`);
      return found;
    };
    return {
      ...tool,
      run: (_input, context) => result(context),
      ...(tool.inquire ? { inquire: (_input, context) => answer(context) } : {}),
      ...(tool.rehearse ? { rehearse: (_input, context) => result(context) } : {}),
    };
  }
}

function resultOf(answer: RecordedAnswer | undefined): ToolResult | null {
  if (answer === "late") throw new TimeIsOver();
  if (answer === undefined || answer === "unanswered") throw new NothingRecorded("answer");
  if ("failure" in answer) throw errorOf(answer.failure);
  return answer.result;
}
