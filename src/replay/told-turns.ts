/** An export's rows, told apart: what a turn has written, and what came from elsewhere. Pure. */
import type { HandedRow } from "../transcript/index.ts";
import { unpackRecording } from "./pack.ts";
import type { ToldTurn } from "./replay-turn.ts";
import type { TurnRecording } from "./recording.ts";

export interface RecordedTurn extends ToldTurn {
  answer: HandedRow;
  recording: TurnRecording | null;
}

/** The turns that have ended, by id. Those of a fork's origin are not its own. Errors: as unpackRecording. */
export function toldTurns(rows: readonly HandedRow[], ownFrom: number): Map<string, RecordedTurn> {
  const turns = new Map<string, RecordedTurn>();
  const asked = Map.groupBy(rows, turnIdOf);
  for (const answer of rows) {
    if (answer.turn?.answerSeq !== answer.seq || answer.seq < ownFrom) continue;
    const { turnId } = answer.turn;
    const questions = (asked.get(turnId) ?? []).filter(({ message }) => message?.authorType === "user");
    turns.set(turnId, {
      questions,
      answer,
      turn: answer.turn,
      recording: answer.recording === null ? null : unpackRecording(answer.recording),
    });
  }
  return turns;
}

/** The turn whose question or answer this row is. */
export function turnIdOf({ turn, message }: HandedRow): string | null {
  return turn?.turnId ?? (message?.authorType === "user" ? message.turnId : null);
}
