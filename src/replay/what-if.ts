/** A conversation that is played: begin, run and settle as ever, on ports that change nothing outside. */
import { beginTurn, openingRecord, runTurn, settleTurn, type TurnPorts } from "../conversations/index.ts";
import type { Flow } from "../lifecycle/index.ts";
import type { BotSnapshot, ConversationRecord, HandedRow, LogRow, MessageStatus } from "../transcript/index.ts";
import { withRows, type Rows } from "./branch.ts";
import { Course } from "./course.ts";
import type { ExportedConversation } from "./exported.ts";
import { flowBefore } from "./flow-changes.ts";
import type { Heard } from "./recording.ts";
import { acceptedRow } from "./replay-turn.ts";
import type { RecordedTurn } from "./told-turns.ts";
import { summaryOf, type TurnSummary } from "./turn-summary.ts";
import { playPorts, type PlayPorts, type Sources } from "./what-if-ports.ts";

/** What is to be different; whatever is left out stays as it was. */
export interface Change {
  flow?: Flow;
  instructions?: string;
  /** `provider:model`; the play's `openModel` is that model. */
  model?: string;
}

export interface PlayedTurn {
  question: string;
  summary: TurnSummary;
  sources: Sources;
}

export class WhatIf {
  readonly #ports: PlayPorts;
  readonly #otherModel: boolean;
  readonly #otherFlow: boolean;
  readonly #told: ReadonlyMap<number, HandedRow>;
  readonly #heard: readonly Heard[];
  #record: ConversationRecord;
  #rows: Rows = new Map();

  /** `turns` are those that will be played, in order. */
  constructor({ conversation, rows }: ExportedConversation, change: Change, ports: PlayPorts, turns: readonly RecordedTurn[]) {
    this.#ports = ports;
    this.#otherModel = change.model !== undefined;
    this.#otherFlow = change.flow !== undefined;
    this.#told = new Map(rows.map((row) => [row.seq, row]));
    this.#heard = turns.flatMap(({ recording }) => (recording?.heard ? [recording.heard] : []));
    const [first] = turns;
    this.#record = openingOf(conversation, changedBot(conversation.bot, change), first);
    const firstQuestion = first ? (this.#questionsOf(first)[0]?.seq ?? 0) : 0;
    for (const row of rows) if (row.seq < firstQuestion) this.#follow(row);
  }

  async turn(told: RecordedTurn, signal: AbortSignal): Promise<PlayedTurn> {
    const questions = this.#questionsOf(told);
    if (!this.#otherFlow) this.#record = { ...this.#record, flow: flowBefore(this.#told.values(), told.answer.seq) };
    const sources: Sources = { model: { recorded: 0, live: 0 }, tools: { recorded: 0, dry_run: 0 } };
    const own = told.recording?.heard;
    const heard = own ? [own, ...this.#heard] : this.#heard;
    const ports = playPorts(this.#ports, { heard, otherModel: this.#otherModel, sources });
    const answer = await this.#play({ turn: told.turn, questions }, ports, signal);
    const question = questions.map(({ message }) => message?.content ?? "").join("\n");
    return { question, summary: summaryOf(answer, answer.turn), sources };
  }

  async #play(told: Pick<RecordedTurn, "turn" | "questions">, ports: TurnPorts, signal: AbortSignal) {
    const { clock } = this.#ports;
    const fresh = { attempt: 1, requestId: null, after: null, edits: null, from: null, supersedes: null, questionSeq: 0 };
    const begun = beginTurn(this.#record, { ...acceptedRow(told), ...fresh }, clock.now());
    for (const row of begun.questions) this.#follow(row);
    const course = new Course({ ...begun, resumedWith: null, eventAt: () => clock.now() });
    const ending = await runWhole(course, course.turn(this.#rows, signal), ports);
    const settled = settleTurn({ record: begun.record, row: begun.row, view: course.view, ...ending, now: clock.now() }, course.take);
    this.#follow(settled.answer);
    this.#record = settled.record;
    return settled.answer;
  }

  /** The messages that the turn has answered; those of another attempt were put by the first one. */
  #questionsOf({ answer }: RecordedTurn): HandedRow[] {
    const asked = this.#told.get(answer.previousSeq);
    const turnId = asked?.message?.turnId;
    if (!asked || turnId === null) return asked ? [asked] : [];
    return [...this.#told.values()].filter(({ message }) => message?.authorType === "user" && message.turnId === turnId);
  }

  #follow(row: LogRow): void {
    this.#rows = withRows(this.#rows, [row]);
    const head = row.message ? { lastMessageId: row.message.id, headSeq: row.seq } : {};
    this.#record = { ...this.#record, ...head, lastSeq: row.seq };
  }
}

async function runWhole(
  { take }: Course,
  turn: ReturnType<Course["turn"]>,
  ports: TurnPorts,
): Promise<{ status: MessageStatus; failure: unknown }> {
  try {
    for await (const item of runTurn(turn, ports)) take(item);
    return { status: "complete", failure: null };
  } catch (failure) {
    return { status: "failed", failure };
  }
}

/** As the first turn has found it, where the play does not begin with the conversation itself. */
function openingOf(conversation: ConversationRecord, bot: BotSnapshot, first: RecordedTurn | undefined): ConversationRecord {
  const { tenantId, conversationId, userId, skillId, metadata, startedAt } = conversation;
  const language = first?.recording?.frame.asked.language ?? bot.language;
  const address = { tenantId, conversationId };
  const start = { address, actor: { role: "owner" }, userId, skillId, botId: bot.id, language, metadata, greet: false } as const;
  return openingRecord(start, bot, language, null, startedAt);
}

function changedBot(bot: BotSnapshot, { flow, instructions }: Change): BotSnapshot {
  return { ...bot, flow: flow ?? bot.flow, instructions: instructions ?? bot.instructions };
}
