import type { Problem } from "../hooks/use-turns.ts";
import { useTexts, type Dictionary } from "../i18n/index.ts";
import { isCut, ProblemError } from "../wire/problem.ts";
import { Icon } from "./icon.tsx";

/** The connection is gone; the page is on it. */
export function ConnectionNotice({ online, onRetry }: { online: boolean; onRetry: () => void }) {
  const { connection } = useTexts();
  return (
    <div className="notice" role="status">
      <Icon name="offline" size={18} />
      <p>{online ? connection.reconnecting : connection.offline}</p>
      <button type="button" className="text-button" onClick={onRetry}>
        {connection.now}
      </button>
    </div>
  );
}

interface ProblemNoticeProps extends Problem {
  /** Null where the customer presses the same button again. */
  onRetry: (() => void) | null;
  onDismiss: () => void;
}

/** Something was refused or failed: what, why, and what to do about it. */
export function ProblemNotice({ lead, error, onRetry, onDismiss }: ProblemNoticeProps) {
  const texts = useTexts();
  return (
    <div className="notice notice-problem" role="alert">
      <Icon name="alert" size={18} />
      <p>
        <strong>{texts.problems[lead]}</strong> {reasonOf(error, texts)}
      </p>
      <span className="notice-actions">
        {isFinal(error) || onRetry === null ? null : (
          <button type="button" className="chip chip-small" onClick={onRetry}>
            <Icon name="retry" size={16} />
            {texts.problems.retry}
          </button>
        )}
        <button type="button" className="text-button" onClick={onDismiss}>
          {texts.problems.dismiss}
        </button>
      </span>
    </div>
  );
}

/** The same again would be refused again. */
function isFinal(problem: Error): boolean {
  return problem instanceof ProblemError && problem.code === "invalid_request";
}

/** Why, in words for a customer: ours where we know the case, the server's detail otherwise. */
export function reasonOf(problem: Error, { problems }: Dictionary): string {
  if (isCut(problem)) return problems.network;
  if (problem instanceof ProblemError) {
    if (problem.code === "rate_limited") return problems.rate_limited;
    if (problem.code === "invalid_request") return problems.invalid_request;
    if (problem.code === "unavailable" || problem.code === "internal") return problems.unavailable;
  }
  return problem.message;
}
