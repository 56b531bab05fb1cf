/** What clients may send over a socket, and what is answered to them alone. Pure. */
import { z } from "zod";
import { EdgewiseError, type ErrorCode } from "../../src/platform/errors.ts";
import { parsePlace, placePattern, type Place } from "../../src/transcript/index.ts";

/** Enough for the longest message, however it is escaped. */
const mostCharacters = 256_000;
/** As for `POST …/messages`. */
const textCharacters = 32_000;

const name = z
  .string()
  .min(1)
  .max(255)
  .refine((id) => !/\p{Cc}/u.test(id) && id.isWellFormed());
const ref = { ref: z.string().max(255).optional() };

const frame = z.discriminatedUnion("type", [
  z.object({ type: z.literal("resume"), after: z.string().regex(placePattern), ...ref }),
  z.object({ type: z.literal("typing"), typing: z.boolean(), ...ref }),
  z.object({ type: z.literal("message"), id: name.optional(), text: z.string().max(textCharacters), ...ref }),
  z.object({ type: z.literal("stop"), ...ref }),
  z.object({ type: z.literal("ping"), ...ref }),
]);
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
  const fields = parsed.error.issues.map(({ path, message }) => `${path.join(".") || "the frame"}: ${message}`);
  throw new EdgewiseError(
    "invalid_request",
    `Send one of resume, typing, message, stop or ping as JSON. Wrong in this one: ${fields.join("; ")}.`,
  );
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
