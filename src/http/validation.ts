import type { ZodError } from "zod";
import { EdgewiseError, type FieldError } from "../platform/errors.ts";

type Issue = ZodError["issues"][number];

/**
 * The refusal of a value that its schema does not accept: each refused field, and how to correct it. `place` opens each path,
 * e.g. `messages[3].`.
 */
export function invalidRequest(error: ZodError, place = ""): EdgewiseError {
  const errors = error.issues.flatMap((issue) => fieldErrors(issue, place));
  const sentences = errors.map(({ path, message }) => `${path} ${message}`);
  return new EdgewiseError("invalid_request", `Correct this and send it again: ${sentences.join("; ")}.`, { errors });
}

function fieldErrors(issue: Issue, place: string): FieldError[] {
  const path = (place + writePath(issue.path)).replace(/\.$/, "") || "the body";
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => ({ path: place + writePath([...issue.path, key]), message: "is unknown here" }));
  return [{ path, message: messageOf(issue) }];
}

/** Our own messages are predicates ("must be …"); zod's are sentences. */
function messageOf(issue: Issue): string {
  if (/^(must|is|may|has|needs) /.test(issue.message)) return issue.message;
  if (issue.code !== "invalid_type") return `is not valid (${issue.message})`;
  return issue.message.endsWith("received undefined") ? "is required" : `must be ${article(issue.expected)}`;
}

function writePath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((written, key) => {
    if (typeof key === "number") return `${written}[${key}]`;
    return written === "" ? String(key) : `${written}.${String(key)}`;
  }, "");
}

function article(expected: string): string {
  return /^[aeio]/.test(expected) ? `an ${expected}` : `a ${expected}`;
}
