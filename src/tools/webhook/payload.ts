/** What a model gives for an action, held against what the action takes; what is wrong with it names the field. */
import { z } from "zod";
import { compilePayload } from "../../actions/index.ts";
import type { JsonObject, Language, Localized } from "../../platform/ports.ts";
import type { ToolResult } from "../contract.ts";
import { problem, word } from "./wording.ts";

const anyPayload = z.record(z.string(), z.json());
const mostProblems = 5;

/** What is asked for, and what it takes as JSON Schema. */
interface Asked {
  action: string;
  label: Localized;
  payload: JsonObject;
}

/** The payload as it is sent, with the schema's defaults. */
export function readPayload(given: unknown, asked: Asked, language: Language): { payload: JsonObject } | { refusal: ToolResult } {
  const checked = compilePayload(asked.payload).safeParse(given, { reportInput: true });
  return checked.success ? { payload: anyPayload.parse(checked.data) } : { refusal: tellWrong(checked.error, asked, language) };
}

/** A question back: the model sees which fields, and what the action takes. */
export function tellWrong(error: z.ZodError, { action, label, payload }: Asked, language: Language): ToolResult {
  const errors = error.issues.slice(0, mostProblems).map((issue) => ({ path: fieldOf(issue), message: wordIssue(issue, language) }));
  const problems = errors.map(({ path, message }) => `${path} ${message}`).join("; ");
  const sentence = word("wrong_payload", language, { label: label[language], problems });
  return { output: { error: sentence, code: "invalid_payload", action, errors, payload } };
}

type Issue = z.core.$ZodIssue;

function fieldOf(issue: Issue): string {
  const names = issue.code === "unrecognized_keys" ? [...issue.path, issue.keys.join(", ")] : issue.path;
  return names.length === 0 ? "payload" : names.join(".");
}

function wordIssue(issue: Issue, language: Language): string {
  switch (issue.code) {
    case "invalid_type":
      return issue.input === undefined ? problem("missing", language) : problem("type", language, { type: issue.expected });
    case "invalid_value":
      return problem("value", language, { values: issue.values.map(String).join(", ") });
    case "too_small":
      return problem(`small_${measured(issue.origin)}`, language, { limit: String(issue.minimum) });
    case "too_big":
      return problem(`big_${measured(issue.origin)}`, language, { limit: String(issue.maximum) });
    case "invalid_format":
      return problem("format", language, { format: issue.format === "regex" ? (issue.pattern ?? "") : issue.format });
    case "not_multiple_of":
      return problem("multiple", language, { divisor: issue.divisor });
    case "unrecognized_keys":
      return problem("unknown", language);
    default:
      return problem("other", language);
  }
}

/** What a limit counts. */
const measured = (origin: string): "text" | "list" | "number" => (origin === "string" ? "text" : origin === "array" ? "list" : "number");
