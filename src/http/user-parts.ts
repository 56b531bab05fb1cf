import type { MessagePart } from "../transcript/index.ts";
import { EdgewiseError, type FieldError } from "../platform/errors.ts";
import { MOST_PARTS, TEXT_CHARACTERS } from "./schemas.ts";

interface GivenPart {
  type: string;
  [field: string]: unknown;
}

/**
 * The parts of a user's message as they are kept: text, and of it only the words.
 * @param place opens the paths of errors, e.g. `messages[3].parts`.
 * Errors: `unprocessable` for a part that is not text; `invalid_request` for no text, too much of it, or too many parts.
 */
export function readUserParts(given: readonly GivenPart[], place: string): MessagePart[] {
  if (given.length > MOST_PARTS) refuse("invalid_request", [{ path: place, message: `must hold at most ${MOST_PARTS} parts` }]);
  const foreign = given.flatMap(({ type }, index) => (type === "text" ? [] : [refusalOfType(type, `${place}[${index}]`)]));
  if (foreign.length > 0) refuse("unprocessable", foreign);
  return readTexts(
    given.map((part, index) => ({ text: part["text"], path: `${place}[${index}].text` })),
    place,
  );
}

/** The one part of a message that is given as plain text. Errors: as above. */
export function readUserText(text: string): MessagePart[] {
  return readTexts([{ text, path: "text" }], "text");
}

function readTexts(given: { text: unknown; path: string }[], place: string): MessagePart[] {
  const texts = given.map(({ text, path }) =>
    typeof text === "string" ? text : refuse("invalid_request", [{ path, message: "must be a string" }]),
  );
  const characters = texts.reduce((sum, text) => sum + text.length, 0);
  if (characters > TEXT_CHARACTERS) {
    refuse("invalid_request", [{ path: place, message: `must hold at most ${TEXT_CHARACTERS} characters, not ${characters}` }]);
  }
  if (texts.every((text) => text.trim() === "")) refuse("invalid_request", [{ path: place, message: "must hold some text" }]);
  return texts.map((text) => ({ type: "text", text: storable(text) }));
}

/** Postgres keeps neither NUL nor half a surrogate pair; both read as "unknown character". */
function storable(text: string): string {
  return text.toWellFormed().replaceAll("\u0000", "\uFFFD");
}

function refusalOfType(type: string, path: string): FieldError {
  const message = type === "file" ? "is a file: files are not read yet, send text" : "is not a text part: a user's message holds only text";
  return { path, message };
}

function refuse(code: "invalid_request" | "unprocessable", errors: FieldError[]): never {
  const sentences = errors.map(({ path, message }) => `${path} ${message}`);
  throw new EdgewiseError(code, `Correct this and send it again: ${sentences.join("; ")}.`, { errors });
}
