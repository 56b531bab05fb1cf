/** A turn's recording as the text that its row keeps. Pure. */
import { z } from "zod";
import { EdgewiseError } from "../platform/errors.ts";
import { recordingVersion, type Heard, type TurnFrame, type TurnRecording } from "./recording.ts";

/** Bytes of JSON that a recording may have. Beyond, only its frame is kept: a value holds 2 MB at most. */
const mostBytes = 1_000_000;
const encoder = new TextEncoder();

export function packRecording(frame: TurnFrame, heard: Heard | null, most = mostBytes): string {
  const packed = write({ version: recordingVersion, frame, heard });
  return fits(packed, most) ? packed : write({ version: recordingVersion, frame, heard: null });
}

const write = (recording: TurnRecording): string => JSON.stringify(recording);

function fits(packed: string, most: number): boolean {
  // A character is at most three bytes: most recordings need no counting.
  return packed.length * 3 <= most || encoder.encode(packed).length <= most;
}

const list = z.array(z.unknown());
const shape = z.object({
  version: z.literal(recordingVersion, `is of another version than ${recordingVersion}: replay it with the release that recorded it`),
  frame: z.looseObject({ asked: z.looseObject({}), eventsAt: list, status: z.string(), endedAfter: z.number(), settledAt: z.number() }),
  heard: z
    .looseObject({ clock: list, random: list, contexts: list, models: list, moments: list, tools: list, begun: list, remembered: list })
    .nullable(),
});

/** Errors: `unprocessable` for what is no recording, or one of another version. */
export function unpackRecording(packed: string): TurnRecording {
  const read = shape.safeParse(parseJson(packed));
  if (!read.success) {
    const [issue] = read.error.issues;
    throw new EdgewiseError("unprocessable", `The recording's ${issue?.path.join(".") || "text"} ${issue?.message ?? "cannot be read"}.`);
  }
  // Its outline is as it was written here; whatever else is wrong with it shows as a replay that diverges.
  return read.data as unknown as TurnRecording;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
