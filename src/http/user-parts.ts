import type { MessagePart } from "../transcript/index.ts";
import { fileIdOf, isFileId } from "../files/index.ts";
import { EdgewiseError, type FieldError } from "../platform/errors.ts";
import { MOST_FILES, MOST_PARTS, TEXT_CHARACTERS } from "./schemas.ts";

interface GivenPart {
  type: string;
  [field: string]: unknown;
}

/** A part as a message gives it: its words, or the file that it names. */
export type UserPart = { type: "text"; text: string } | NamedFile;

export interface NamedFile {
  type: "file";
  fileId: string;
  /** Where in the body, for errors. */
  path: string;
}

/**
 * The parts of a user's message: of texts only the words, of files only which ones.
 * @param place opens the paths of errors, e.g. `messages[3].parts`.
 * @param here the origin that the request came to: a file may be named by its whole address here.
 * Errors: `unprocessable` for a part that is neither text nor a file of this installation; `invalid_request` for a message that
 * holds neither, too much text, too many parts or too many files.
 */
export function readUserParts(given: readonly GivenPart[], place: string, here: string): UserPart[] {
  if (given.length > MOST_PARTS) refuse("invalid_request", [{ path: place, message: `must hold at most ${MOST_PARTS} parts` }]);
  const foreign = given.flatMap((part, index) => refusalOf(part, `${place}[${index}]`, here));
  if (foreign.length > 0) refuse("unprocessable", foreign);
  const parts = given.map((part, index) => readPart(part, `${place}[${index}]`, here));
  if (parts.filter(({ type }) => type === "file").length > MOST_FILES) {
    refuse("invalid_request", [
      { path: place, message: `must hold at most ${MOST_FILES} files: send the others in a message of their own` },
    ]);
  }
  return checked(parts, place);
}

/** The one part of a message that is given as plain text. Errors: as above. */
export function readUserText(text: string): UserPart[] {
  return checked([{ type: "text", text }], "text");
}

/** As they are kept where no file is among them: this needs nothing but what was given. */
export function textParts(parts: readonly UserPart[]): MessagePart[] | null {
  const texts = parts.flatMap((part) => (part.type === "text" ? [{ type: part.type, text: part.text }] : []));
  return texts.length === parts.length ? texts : null;
}

function readPart(part: GivenPart, path: string, here: string): UserPart {
  if (part.type === "file") return { type: "file", fileId: named(part, here) ?? "", path };
  const { text } = part;
  return {
    type: "text",
    text: typeof text === "string" ? text : refuse("invalid_request", [{ path: `${path}.text`, message: "must be a string" }]),
  };
}

function checked(parts: readonly UserPart[], place: string): UserPart[] {
  const texts = parts.flatMap((part) => (part.type === "text" ? [part.text] : []));
  const characters = texts.reduce((sum, text) => sum + text.length, 0);
  if (characters > TEXT_CHARACTERS) {
    refuse("invalid_request", [{ path: place, message: `must hold at most ${TEXT_CHARACTERS} characters, not ${characters}` }]);
  }
  if (texts.length === parts.length && texts.every((text) => text.trim() === ""))
    refuse("invalid_request", [{ path: place, message: "must hold some text" }]);
  return parts.map((part) => (part.type === "text" ? { ...part, text: storable(part.text) } : part));
}

/** Postgres keeps neither NUL nor half a surrogate pair; both read as "unknown character". */
function storable(text: string): string {
  return text.toWellFormed().replaceAll("\u0000", "\uFFFD");
}

/** The file that a part names, by `file_id` (as we write it) or by `url` (as the AI SDK does). */
function named({ file_id: id, url }: GivenPart, here: string): string | null {
  if (typeof id === "string") return isFileId(id) ? id : null;
  return typeof url === "string" ? fileIdOf(url, here) : null;
}

function refusalOf(part: GivenPart, path: string, here: string): FieldError[] {
  if (part.type === "text") return [];
  if (part.type !== "file") return [{ path, message: "is neither text nor a file: a user's message holds only these" }];
  if (named(part, here) !== null) return [];
  const { url } = part;
  // An address may be megabytes of data: it is never quoted.
  const bytes = typeof url === "string" && /^\s*data:/i.test(url);
  const message = bytes
    ? "holds the file itself: upload it first with POST /v1/files, and send its file_id here"
    : "names no file of this installation, and nothing is fetched from elsewhere: upload it with POST /v1/files, and send its file_id here";
  return [{ path, message }];
}

function refuse(code: "invalid_request" | "unprocessable", errors: FieldError[]): never {
  const sentences = errors.map(({ path, message }) => `${path} ${message}`);
  throw new EdgewiseError(code, `Correct this and send it again: ${sentences.join("; ")}.`, { errors });
}
