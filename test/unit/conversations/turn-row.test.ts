import { describe, expect, it } from "vitest";
import type { SendInput } from "../../../src/conversations/port.ts";
import { fingerprintIn, fingerprintOf, isActive, mergedTurn, newTurn, retryTurn } from "../../../src/conversations/turn-row.ts";
import { countingIds } from "../../support/fake-turn.ts";

const input: SendInput = {
  address: { tenantId: "t", conversationId: "c" },
  actor: { role: "owner" },
  messageId: "mine",
  parts: [{ type: "text", text: "Chào" }],
  metadata: { page: "home" },
  trigger: "submit",
  edits: null,
  requestId: null,
};

describe("a turn's row", () => {
  it("keeps the caller's message id, and the question until the turn begins", () => {
    const { parts, metadata } = input;
    const fingerprint = fingerprintOf(parts);
    expect(newTurn(input, countingIds(), 7)).toEqual({
      messageId: "mine",
      merged: [],
      attempt: 1,
      requestId: null,
      turnId: "turn_1",
      answerId: "msg_2",
      status: "queued",
      questions: [{ messageId: "mine", parts, metadata, fingerprint, acceptedAt: 7 }],
      fingerprint,
      after: null,
      edits: null,
      questionSeq: 0,
      from: null,
      stalled: null,
      supersedes: null,
      epoch: 0,
      answerSeq: null,
      acceptedAt: 7,
      begunAt: null,
      endedAt: null,
    });
  });

  it("makes a message id where the caller has none", () => {
    const { messageId, answerId } = newTurn({ ...input, messageId: null }, countingIds(), 7);
    expect([messageId, answerId]).toEqual(["msg_1", "msg_3"]);
  });

  it("of another attempt asks the same again, from where it was first asked, under ids of its own, beside the answer that there was", () => {
    const ids = countingIds();
    const from = { position: { state: "viewing", visited: ["idle", "viewing"] }, shown: ["A", "B"], focus: "B" };
    const stalled = { since: 8, items: 3 };
    const ran = {
      status: "failed" as const,
      questionSeq: 4,
      answerSeq: 12,
      questions: [],
      from,
      stalled,
      epoch: 3,
      begunAt: 8,
      endedAt: 9,
    };
    const first = { ...newTurn(input, ids, 7), ...ran };
    const second = retryTurn(first, ids, 20);
    const anew = { turnId: "turn_3", answerId: "msg_4", status: "queued", stalled: null, epoch: 0, answerSeq: null, begunAt: null };
    const beside = { attempt: 2, supersedes: { id: "msg_2", seq: 12 }, acceptedAt: 20, endedAt: null };
    expect(second).toEqual({ ...first, ...anew, ...beside });
    expect(retryTurn(second, ids, 30)).toMatchObject({ attempt: 3, from, supersedes: null });
  });

  it("that waits takes in another message, which it answers by name", () => {
    const ids = countingIds();
    const waiting = newTurn(input, ids, 7);
    const later = { ...input, messageId: "later", parts: [{ type: "text", text: "và chuột" }] };
    const both = mergedTurn(waiting, later, ids, 9);
    expect(both).toMatchObject({ messageId: "later", turnId: waiting.turnId, merged: [{ messageId: "mine" }], acceptedAt: 7 });
    expect(both.questions.map(({ messageId, acceptedAt }) => [messageId, acceptedAt])).toEqual([
      ["mine", 7],
      ["later", 9],
    ]);
    expect([fingerprintIn(both, "mine"), fingerprintIn(both, "later"), fingerprintIn(both, "other")]).toEqual([
      fingerprintOf(input.parts),
      fingerprintOf(later.parts),
      null,
    ]);
  });

  it("tells the same words from others, by what was said alone", () => {
    const fingerprint = (change: Partial<SendInput>) => newTurn({ ...input, ...change }, countingIds(), 7).fingerprint;
    const mine = fingerprint({});
    expect(fingerprint({ messageId: "other", metadata: { page: "cart" }, actor: { role: "visitor", userId: "u" } })).toBe(mine);
    expect(fingerprint({ parts: [{ type: "text", text: "Chao" }] })).not.toBe(mine);
    expect(fingerprint({ parts: [...input.parts, ...input.parts] })).not.toBe(mine);
    expect(fingerprint({ parts: [] })).not.toBe(mine);
  });

  it("is active until it has ended", () => {
    const row = newTurn(input, countingIds(), 7);
    const all = ["queued", "running", "complete", "stopped", "interrupted", "failed"] as const;
    expect(all.filter((status) => isActive({ ...row, status }))).toEqual(["queued", "running"]);
  });
});
