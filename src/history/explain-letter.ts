/** What a dead letter means, for who reads the list: why it died, what became of the conversation, and what to do. Pure. */
import { doorbellSchema } from "./doorbell.ts";
import type { StoredDeadLetter } from "./dead-letters.ts";

export interface Explanation {
  explanation: string;
  whatToDo: string;
  replayable: boolean;
}

type Letter = Pick<StoredDeadLetter, "queue" | "body" | "reason" | "attempts" | "replayedAt">;

const kept = "Nothing is lost: the conversation itself holds what Postgres does not have yet.";
const replay = "Replay it: POST /v1/dead-letters/{id}/replay.";

export function explainLetter(letter: Letter): Explanation {
  const obstacle = obstacleOf(letter);
  if (obstacle !== null)
    return { explanation: obstacle, whatToDo: "Find who sends such messages; this one cannot be replayed.", replayable: false };
  const { explanation, whatToDo } = causeOf(letter.reason);
  const again = letter.replayedAt === null ? "" : " It was put back into its queue and has not got through since.";
  return { explanation: `${explanation}${again}`, whatToDo, replayable: true };
}

/** Why a letter cannot be put back into its queue; null where it can. */
export function obstacleOf({ queue, body }: Pick<Letter, "queue" | "body">): string | null {
  if (queue !== "history") return `Nobody here knows the queue "${queue}", so the message has no way back into it.`;
  const doorbell = doorbellSchema.safeParse(body);
  if (doorbell.success) return null;
  const fields = [...new Set(doorbell.error.issues.map(({ path }) => path.join(".") || "the body"))].join(", ");
  return `The message is no doorbell, which names a tenant, a conversation and a seq: ${fields} is missing or wrong.`;
}

function causeOf(reason: string | null): { explanation: string; whatToDo: string } {
  if (reason === null) {
    return {
      explanation: `The queue delivered this doorbell as often as it may, and each delivery broke off before it said why. ${kept}`,
      whatToDo: replay,
    };
  }
  const known = causes.find(({ pattern }) => pattern.test(reason)) ?? refusedByPostgres;
  return { explanation: known.explanation, whatToDo: known.whatToDo };
}

const refusedByPostgres = {
  explanation: `Postgres was well and still refused what the conversation handed over; "reason" is what it said. ${kept}`,
  whatToDo: `Remove what Postgres objects to (a value that is too large for an index, a constraint, a full disk), then replay. ${replay}`,
};

/** Reasons as draining words them. */
const causes = [
  {
    pattern: /^hand-over: /,
    explanation: `The conversation's object could not be asked for what it holds. ${kept}`,
    whatToDo: `Mostly it was moving or restarting. ${replay}`,
  },
  {
    pattern: /^acknowledge: /,
    explanation: "Postgres has taken what the conversation handed over, but its object could not be told.",
    whatToDo: replay,
  },
  {
    pattern: /^Postgres holds up to seq /,
    explanation: "Postgres lacks what lies before the hand-over, and the object could not give it again.",
    whatToDo: "Restore Postgres from a backup that holds the conversation up to the seq in `reason`, then replay.",
  },
  {
    pattern: /^erase: /,
    explanation: "The conversation was erased, and its object could not be told.",
    whatToDo: `${replay} It then forgets what it holds.`,
  },
];
