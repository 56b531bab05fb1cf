/**
 * Plays a recorded conversation with another flow, other instructions or another model: the customer asks the same in the same order,
 * and each answer is set beside the recorded one. What the bot then says and does changes nothing outside.
 */
import type { Flow } from "../lifecycle/index.ts";
import { EdgewiseError } from "../platform/errors.ts";
import type { HandedRow } from "../transcript/index.ts";
import type { ExportedConversation } from "./exported.ts";
import { toldTurns, type RecordedTurn } from "./told-turns.ts";
import { summaryOf, type TurnSummary } from "./turn-summary.ts";
import { WhatIf } from "./what-if.ts";
import type { PlayPorts, Sources } from "./what-if-ports.ts";
import { wordChanges, type WordChange } from "./words.ts";

/** A play without a limit of its own still ends. */
const longestPlayMs = 24 * 3_600_000;

/** What is to be different; whatever is left out stays as it was. */
export interface Change {
  flow?: Flow;
  instructions?: string;
  /** `provider:model`; `ports.openModel` is that model. */
  model?: string;
}

export interface PlayLimits {
  turns: number;
  /** Milliseconds that the play may take. */
  milliseconds: number;
}

export interface ComparedTurn {
  turn_id: string;
  question: string;
  recorded: TurnSummary;
  replayed: TurnSummary;
  words: WordChange[];
  sources: Sources;
  /** Whether states, tools and words are the same. */
  same: boolean;
}

export interface Comparison {
  turns: ComparedTurn[];
  total: Record<"recorded" | "replayed", { input_tokens: number; output_tokens: number; cost_usd: number | null }>;
  /** How many turns came out otherwise. */
  different: number;
}

/**
 * Follows the branch that is talked on; earlier attempts and other branches are left out.
 * Errors: `unprocessable` where nothing is recorded, there are too many turns, or the play takes too long; what a model's port throws
 * becomes a failed turn, as it would be live.
 */
export async function compareConversation(
  exported: ExportedConversation,
  change: Change,
  ports: PlayPorts,
  limits: PlayLimits = { turns: Infinity, milliseconds: Infinity },
): Promise<Comparison> {
  const turns = turnsToPlay(exported, limits);
  const play = new WhatIf(exported, change, ports, turns);
  const time = AbortSignal.timeout(Math.min(limits.milliseconds, longestPlayMs));
  const compared: ComparedTurn[] = [];
  for (const told of turns) {
    const { question, summary, sources } = await play.turn(told, time);
    if (time.aborted) throw tooLong(compared.length, turns.length, limits);
    compared.push(compareTurn(told, question, summary, sources));
  }
  const total = {
    recorded: totalOf(compared.map(({ recorded }) => recorded)),
    replayed: totalOf(compared.map(({ replayed }) => replayed)),
  };
  return { turns: compared, total, different: compared.filter(({ same }) => !same).length };
}

function compareTurn(told: RecordedTurn, question: string, replayed: TurnSummary, sources: Sources): ComparedTurn {
  const recorded = summaryOf(told.answer, told.turn);
  const words = wordChanges(recorded.text, replayed.text);
  const same = recorded.text === replayed.text && essence(recorded) === essence(replayed);
  return { turn_id: told.turn.turnId, question, recorded, replayed, words, sources, same };
}

const essence = ({ status, states, tools, refused }: TurnSummary) => JSON.stringify([status, states, tools, refused]);

function totalOf(turns: readonly TurnSummary[]): Comparison["total"]["recorded"] {
  const total: Comparison["total"]["recorded"] = { input_tokens: 0, output_tokens: 0, cost_usd: 0 };
  for (const { usage } of turns) {
    total.input_tokens += usage.inputTokens;
    total.output_tokens += usage.outputTokens;
    total.cost_usd = total.cost_usd === null || usage.costUsd === null ? null : total.cost_usd + usage.costUsd;
  }
  return total;
}

function turnsToPlay({ conversation, rows }: ExportedConversation, limits: PlayLimits): RecordedTurn[] {
  const branch = branchOf(rows, conversation.headSeq);
  const turns = [...toldTurns(rows, (conversation.forkedFrom?.seq ?? 0) + 1).values()].filter(({ answer }) => branch.has(answer.seq));
  if (turns.every(({ recording }) => recording === null))
    throw new EdgewiseError(
      "unprocessable",
      "No turn of this conversation was recorded. Turn on the bot's recording; it holds for conversations that begin then.",
    );
  if (turns.length > limits.turns)
    throw new EdgewiseError(
      "unprocessable",
      `The conversation has ${turns.length} turns; here at most ${limits.turns} are played. Export it and use npm run replay.`,
    );
  return turns;
}

function branchOf(rows: readonly HandedRow[], headSeq: number): Set<number> {
  const known = new Map(rows.map((row) => [row.seq, row]));
  const branch = new Set<number>();
  for (let row = known.get(headSeq); row && !branch.has(row.seq); row = known.get(row.previousSeq)) branch.add(row.seq);
  return branch;
}

function tooLong(played: number, turns: number, { milliseconds }: PlayLimits): EdgewiseError {
  return new EdgewiseError(
    "unprocessable",
    `After ${milliseconds / 1000} s only ${played} of ${turns} turns were played. Export the conversation and use npm run replay.`,
  );
}
