import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { asUnanswered, forkedRecord, recordAt, Renumbering } from "../../../src/conversations/fork.ts";
import { standingOf } from "../../../src/conversations/begin.ts";
import { fingerprintOf } from "../../../src/conversations/turn-row.ts";
import { unpack } from "../../../src/transcript/packed.ts";
import type { LogRow } from "../../../src/transcript/records.ts";
import { messageAt } from "../../support/history.ts";
import { FakeConversation } from "../../support/fake-turn.ts";
import { turnRow } from "../../support/turn-row.ts";

const { record } = new FakeConversation();

/** A message at `seq`, with events at the places right before it. */
function row(seq: number, previousSeq: number, events: number, change: Partial<LogRow> = {}): LogRow {
  const before = Array.from({ length: events }, (_, n) => seq - events + n);
  return {
    seq,
    message: messageAt(seq),
    previousSeq,
    events: before.map((at) => ({ seq: at, kind: "tool.called", turnId: null, at: 0, data: {} })),
    turn: null,
    stream: null,
    recording: "what was recorded",
    ...change,
  };
}

describe("a fork's rows", () => {
  it("take places one after the other, whatever was said beside them, and keep their ids and their order", () => {
    const steps = fc.array(fc.record({ gap: fc.nat({ max: 9 }), events: fc.nat({ max: 3 }) }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(steps, (list) => {
        const rows: LogRow[] = [];
        for (const { gap, events } of list) {
          const previous = rows.at(-1)?.seq ?? 0;
          rows.push(row(previous + gap + events + 1, previous, events));
        }
        const renumbering = new Renumbering();
        const own = rows.map((one) => renumbering.next(one, 0));
        const places = own.flatMap(({ events, seq }) => [...events.map((event) => event.seq), seq]);
        expect(places).toEqual(places.map((_, index) => index + 1));
        expect(own.map(({ message }) => message?.id)).toEqual(rows.map(({ message }) => message?.id));
        expect(own.map(({ previousSeq }) => previousSeq)).toEqual([0, ...own.slice(0, -1).map(({ seq }) => seq)]);
        expect(own.every(({ recording, message, seq }) => recording === null && message?.seq === seq)).toBe(true);
        expect(renumbering.head).toEqual({ lastSeq: places.length, headSeq: places.length });
      }),
    );
  });

  it("have the places of their streams, in which events have theirs", () => {
    const renumbering = new Renumbering();
    renumbering.next(row(10, 4, 0), 0);
    const answer = row(20, 10, 0, {
      events: [{ seq: 18, kind: "tool.called", turnId: null, at: 0, data: {} }],
      turn: turnRow({ questionSeq: 10, answerSeq: 20, attempt: 3, supersedes: { id: "old", seq: 15 } }),
    });
    const own = renumbering.next(answer, 5);
    expect([own.seq, own.events.map(({ seq }) => seq)]).toEqual([6, [4]]);
    expect(own.turn).toMatchObject({ questionSeq: 1, answerSeq: 6, attempt: 1, supersedes: null });
  });
});

describe("a fork's record", () => {
  const origin = {
    ...record,
    handler: "staff" as const,
    epoch: 3,
    generation: 2,
    branches: { 1: [2, 5] },
    ratings: { 2: "up" as const },
    syncedSeq: 9,
    lastSeq: 9,
  };
  const standing = { position: { state: "viewing", visited: ["idle", "viewing"] }, shown: ["A"], focus: "A", kept: { test: { asked: 1 } } };
  const at = recordAt(origin, row(5, 2, 0), standing);
  const fork = forkedRecord(at, { lastSeq: 3, headSeq: 3 }, { conversationId: "f", userId: "u", origin: "c", originSeq: 5, now: 7 });

  it("stands where its last message stood, with the bot, and nothing of it is in Postgres", () => {
    expect(fork).toMatchObject({
      conversationId: "f",
      handler: "bot",
      state: "viewing",
      shown: ["A"],
      kept: { test: { asked: 1 } },
      lastSeq: 3,
      headSeq: 3,
      syncedSeq: -1,
    });
    expect(fork).toMatchObject({ epoch: 0, generation: 0, branches: {}, ratings: {}, startedAt: 7, endedAt: null, lastMessageId: "msg_5" });
  });

  it("is fenced, and names its origin", () => {
    expect(fork).toMatchObject({ effects: "fenced", forkedFrom: { conversationId: "c", seq: 5 } });
  });
});

describe("a fork that ends with a question", () => {
  const standing = standingOf(record);

  it("has it as one that nobody has answered, in a stream in which nothing is said", () => {
    const question = row(3, 2, 0);
    const own = asUnanswered(question, standing);
    const { id, parts } = messageAt(3);
    expect(own.turn).toMatchObject({ messageId: id, status: "kept", fingerprint: fingerprintOf(parts), from: standing, answerSeq: 3 });
    expect(unpack(own.stream ?? "", 3).map(({ chunk }) => chunk)).toEqual([{ type: "finish", finishReason: "other" }]);
  });

  it("leaves answers, and what was kept for staff already, as they are", () => {
    const answer = row(4, 3, 0);
    const kept = row(3, 2, 0, { turn: turnRow({ status: "kept" }) });
    expect([asUnanswered(answer, standing), asUnanswered(kept, standing)]).toEqual([answer, kept]);
  });
});
