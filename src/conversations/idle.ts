/** When a silent customer is reminded, and when the conversation is closed (docs/decisions/idle.md). Pure: decided by the record alone. */
import type { IdleRule } from "../lifecycle/index.ts";
import { followedFlow, type ConversationRecord } from "../transcript/index.ts";

export interface IdleDecision {
  /** What is to be done now. */
  due: "remind" | "close" | null;
  /** When something is to be done, in milliseconds since the epoch: now or earlier where something is due. Null: never. */
  at: number | null;
}

const never: IdleDecision = { due: null, at: null };

/** The caller has made sure that no turn runs. */
export function decideIdle(record: ConversationRecord, now: number): IdleDecision {
  const { silentSince, remindedAt } = record;
  const rule = ruleFor(record);
  if (!rule || silentSince === null) return never;
  const remindAt = remindedAt === null ? after(silentSince, rule.remind_after_s) : null;
  const closeAt = record.state === "closed" ? null : closingAt(rule, silentSince, remindedAt);
  if (closeAt !== null && closeAt <= now) return { due: "close", at: closeAt };
  if (remindAt !== null && remindAt <= now) return { due: "remind", at: remindAt };
  const deadlines = [remindAt, closeAt].filter((at) => at !== null);
  return { due: null, at: deadlines.length > 0 ? Math.min(...deadlines) : null };
}

/** Staff mind their customers themselves, and nobody waits in a rehearsal. */
function ruleFor(record: ConversationRecord): IdleRule | undefined {
  if (record.handler === "staff" || record.effects === "fenced") return undefined;
  return followedFlow(record).states[record.state]?.idle;
}

/** Who was reminded late still has the time between reminder and close. */
function closingAt({ remind_after_s: remind, close_after_s: close }: IdleRule, silentSince: number, remindedAt: number | null) {
  const closeAt = after(silentSince, close);
  if (closeAt === null || close === undefined || remind === undefined || remindedAt === null) return closeAt;
  return Math.max(closeAt, remindedAt + (close - remind) * 1000);
}

const after = (since: number, seconds: number | undefined): number | null => (seconds === undefined ? null : since + seconds * 1000);

/** Somebody has spoken: the silence begins anew. */
export const spokenAt = (now: number) => ({ silentSince: now, remindedAt: null });

/** The silence counts from here, where the customer has ever spoken. */
export const silentAnew = ({ silentSince }: ConversationRecord, now: number) => (silentSince === null ? {} : spokenAt(now));
