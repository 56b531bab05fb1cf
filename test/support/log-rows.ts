/** Rows of a conversation's log as fast-check makes them up: any JSON that an object may hold, also such as Postgres refuses. */
import fc from "fast-check";
import { messageAt, noon, turnOf } from "./history.ts";
import type { JsonObject } from "../../src/platform/ports.ts";
import type { EventKind, LogEvent, LogRow, MessagePart, StoredMessage } from "../../src/transcript/records.ts";

/** Texts with NUL, half surrogate pairs, combining marks and whatever else fits into a JavaScript string. */
const anyText = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({ unit: "grapheme" }),
  fc.constantFrom("a\u0000b", "\ud83d", "\udc00x", "đẹp 🇻🇳"),
);
const anyNumber = fc.oneof(
  fc.double({ noDefaultInfinity: true, noNaN: true }),
  fc.maxSafeInteger(),
  fc.constantFrom(1e21, -0, 5e-324, 1.7e308, 0.1),
);

const { value: anyJson } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constant(null),
    fc.boolean(),
    anyNumber,
    anyText,
    tie("list"),
    tie("object"),
  ),
  list: fc.array(tie("value"), { maxLength: 3 }),
  object: fc.dictionary(anyText, tie("value"), { maxKeys: 4 }),
}));

const anyObject = fc.dictionary(anyText, anyJson, { maxKeys: 4 }) as fc.Arbitrary<JsonObject>;
const moment = fc.integer({ min: 0, max: noon * 4 });
const kind = fc.constantFrom<EventKind>("state.changed", "tool.called", "turn.ended", "branch.selected");
const part = fc.tuple(anyText, anyObject).map(([type, rest]): MessagePart => ({ ...rest, type }));

/** What is said at `seq`. */
const anyMessage = (seq: number): fc.Arbitrary<StoredMessage> =>
  fc.record({
    seq: fc.constant(seq),
    id: anyText,
    previousMessageId: fc.option(anyText),
    authorType: fc.constantFrom("user", "assistant", "staff", "system"),
    content: anyText,
    parts: fc.array(part, { maxLength: 3 }),
    metadata: anyObject,
    turnId: fc.option(anyText),
    createdAt: moment,
    updatedAt: moment,
  });

const anyEvent = (seq: number): fc.Arbitrary<LogEvent> =>
  fc.record({ seq: fc.constant(seq), kind, turnId: fc.option(anyText), at: moment, data: anyObject });

/** A row at `seq`, whose events lie before it or at its own place. */
export function logRow(seq = 10): fc.Arbitrary<LogRow> {
  const events = fc.subarray([seq - 3, seq - 2, seq - 1]).chain((places) => fc.tuple(...places.map(anyEvent)));
  const withMessage = fc
    .tuple(anyMessage(seq), events, fc.option(anyEvent(seq)), fc.option(anyText))
    .map(([message, before, own, turnId]): Partial<LogRow> => ({
      message,
      events: own ? [...before, own] : before,
      turn: turnId === null ? null : turnOf(messageAt(seq), { turnId }),
    }));
  const eventsAlone = fc
    .tuple(events, anyEvent(seq))
    .map(([before, own]): Partial<LogRow> => ({ message: null, events: [...before, own] }));
  return fc
    .tuple(fc.oneof(withMessage, eventsAlone), fc.nat({ max: seq - 1 }))
    .map(([row, previousSeq]) => ({ seq, message: null, previousSeq, events: [], turn: null, stream: null, recording: null, ...row }));
}
