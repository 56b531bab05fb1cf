/** What clients may send over a socket, and what is answered to them alone. Pure. */
import { z } from "zod";
import { EdgewiseError, type ErrorCode } from "../../src/platform/errors.ts";
import { parsePlace, placePattern, type Place } from "../../src/transcript/index.ts";

/** Enough for the longest message, however it is escaped. */
const mostCharacters = 256_000;
/** As for `POST …/messages`. */
const textCharacters = 32_000;

const name = z
  .string("must be a string")
  .min(1, "must not be empty")
  .max(255, "must be at most 255 characters")
  .refine((id) => !/\p{Cc}/u.test(id) && id.isWellFormed(), "must hold no control characters");
const ref = { ref: z.string("must be a string").max(255, "must be at most 255 characters").optional() };
const text = z.string("must be a string").max(textCharacters, `must be at most ${textCharacters} characters`);
const after = z.string("must be the id of an event").regex(placePattern, "must be the id of an event, as it was sent");

const frame = z.discriminatedUnion(
  "type",
  [
    z.object({ type: z.literal("resume"), after, ...ref }),
    z.object({ type: z.literal("typing"), typing: z.boolean("must be true or false"), ...ref }),
    z.object({ type: z.literal("message"), id: name.optional(), text, ...ref }),
    z.object({ type: z.literal("stop"), ...ref }),
    z.object({ type: z.literal("ping"), ...ref }),
  ],
  "must be an object whose type is resume, typing, message, stop or ping",
);
export type SocketFrame = z.infer<typeof frame>;

/** What only the client itself is told. `ref` is the one that its frame carried. */
export type SocketReply =
  | { type: "accepted"; message_id: string; turn_id: string; ref?: string }
  | { type: "stopped"; stopped: boolean; ref?: string }
  | { type: "pong" }
  | { type: "error"; code: ErrorCode; detail: string; ref?: string };

/** Errors: `payload_too_large`, `invalid_request`. */
export function readFrame(data: string | ArrayBuffer): SocketFrame {
  if (typeof data !== "string") throw new EdgewiseError("invalid_request", "Send text frames that hold JSON, not binary ones.");
  if (data.length > mostCharacters) {
    throw new EdgewiseError("payload_too_large", `A frame may hold at most ${mostCharacters} characters. Send a shorter message.`);
  }
  const parsed = frame.safeParse(parseJson(data));
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map(({ path, message }) => `${path.join(".") || "it"} ${message}`);
  throw new EdgewiseError("invalid_request", `Correct this frame and send it again: ${fields.join("; ")}.`);
}

/** The words of a message as they are kept. Errors: `invalid_request` for none. */
export function readText(text: string): string {
  if (text.trim() === "") throw new EdgewiseError("invalid_request", "text must hold some text.");
  // Postgres keeps neither NUL nor half a surrogate pair.
  return text.toWellFormed().replaceAll("\u0000", "\uFFFD");
}

/** The frame's own `ref`, also of one that is refused. */
export function refOf(data: string | ArrayBuffer): { ref?: string } {
  const value = typeof data === "string" && data.length <= mostCharacters ? parseJson(data) : null;
  const parsed = z.object({ ref: z.string().max(255) }).safeParse(value);
  return parsed.success ? parsed.data : {};
}

export function placeOf({ after }: Extract<SocketFrame, { type: "resume" }>): Place {
  const place = parsePlace(after);
  if (place === null) throw new EdgewiseError("invalid_request", "after must be the id of an event, as it was sent.");
  return place;
}

function parseJson(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return null;
  }
}
