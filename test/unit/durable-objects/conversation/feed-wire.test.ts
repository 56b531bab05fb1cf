import { describe, expect, test } from "vitest";
import type { Entry } from "../../../../durable-objects/conversation/entry.ts";
import { entryFrame, isFor, tellable, type FeedView } from "../../../../durable-objects/conversation/feed-wire.ts";

const at = Date.parse("2026-11-20T10:00:00.000Z");
const everything: FeedView = { only: null, role: "owner" };
const message = {
  seq: 9,
  id: "msg_1",
  previousMessageId: "m1",
  authorType: "assistant",
  content: "Chào",
  parts: [{ type: "text", text: "Chào" }],
  metadata: { status: "complete" },
  turnId: "turn_1",
  createdAt: at,
  updatedAt: at,
} as const;
const last: Entry = {
  seq: 9,
  id: "9.2",
  turnId: "turn_1",
  chunk: '{"type":"finish"}',
  event: { seq: 9, kind: "turn.ended", turnId: "turn_1", at, data: { status: "complete" } },
  message: { ...message, parts: [...message.parts] },
  terminal: true,
};
const read = (entry: Entry, view: FeedView) => JSON.parse(tellable(entry, view)?.json ?? "null");

describe("an entry on the wire", () => {
  test("is one JSON object with all that happened at its place", () => {
    expect(read(last, everything)).toEqual({
      type: "turn.ended",
      id: "9.2",
      seq: 9,
      turn_id: "turn_1",
      at: "2026-11-20T10:00:00.000Z",
      data: { status: "complete" },
      message: {
        id: "msg_1",
        previous_message_id: "m1",
        author_type: "assistant",
        content: "Chào",
        parts: [{ type: "text", text: "Chào" }],
        metadata: { status: "complete" },
        created_at: "2026-11-20T10:00:00.000Z",
        updated_at: "2026-11-20T10:00:00.000Z",
      },
      chunk: { type: "finish" },
    });
    expect(entryFrame(last, everything)).toMatch(/^id: 9\.2\nevent: turn\.ended\ndata: \{[^\n]*\}\n\n$/);
  });

  test.each([
    [["messages"], "message.created", ["message"]],
    [["turns"], "turn.ended", ["data"]],
    [["chunks"], "chunk", ["chunk"]],
    [["turns", "messages"], "turn.ended", ["data", "message"]],
  ] as const)("shows of it what is wanted, under the name of that: %s", (only, type, fields) => {
    const told = read(last, { ...everything, only });
    expect(told.type).toBe(type);
    expect(["data", "message", "chunk"].filter((field) => field in told)).toEqual(fields);
  });

  test("is not told to who wants nothing of it", () => {
    const view = { ...everything, only: ["states" as const] };
    expect(tellable(last, view)).toBeNull();
    expect(entryFrame(last, view)).toBe("");
  });

  test("tells a visitor neither what staff note nor what is kept with what they say", () => {
    const visitor: FeedView = { only: null, role: "visitor" };
    const noted = { by: "key_1", reason: "difficult" };
    const handover: Entry = {
      ...last,
      chunk: null,
      message: null,
      event: { seq: 9, kind: "handover.started", turnId: null, at, data: noted },
    };
    const said: Entry = {
      ...last,
      chunk: null,
      event: null,
      message: { ...message, authorType: "staff", metadata: { key: "key_1" }, parts: [] },
    };
    expect(JSON.stringify([read(handover, visitor), read(said, visitor)])).not.toMatch(/key_1|difficult/);
    expect(JSON.stringify([read(handover, everything), read(said, everything)])).toMatch(/key_1.*difficult.*key_1/);
  });
});

test("who is here and who writes is left out where it is not asked for; what concerns the stream itself never is", () => {
  const view = { ...everything, only: ["messages" as const] };
  expect(isFor(view, { type: "presence", participants: [] })).toBe(false);
  expect(isFor({ ...view, only: ["presence"] }, { type: "presence", participants: [] })).toBe(true);
  expect(isFor(view, { type: "conversation.erased" })).toBe(true);
});
