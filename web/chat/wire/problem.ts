import { problemSchema } from "./schemas.ts";

/** What the server refused with: RFC 9457 (contracts.md §0). */
export class ProblemError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, detail: string) {
    super(detail);
    this.name = "ProblemError";
    this.status = status;
    this.code = code;
  }
}

/** Reads a refusal; a body that is no problem document still tells its status. */
export async function problemOf(response: Response): Promise<ProblemError> {
  const body: unknown = await response.json().catch(() => null);
  const parsed = problemSchema.safeParse(body);
  const problem = parsed.success ? parsed.data : {};
  return new ProblemError(response.status, problem.code ?? `http_${response.status}`, problem.detail ?? problem.title ?? "");
}

/** True for a connection that failed or broke, as opposed to a server that said no. */
export function isCut(error: unknown): boolean {
  if (error instanceof ProblemError) return error.status === 502 || error.status === 504;
  if (!(error instanceof TypeError)) return false;
  // The words of Chromium, Firefox and Safari, in that order.
  return /fetch|network|load failed/i.test(error.message);
}
