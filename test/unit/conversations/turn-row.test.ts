import { describe, expect, it } from "vitest";
import type { SendInput } from "../../../src/conversations/port.ts";
import { fingerprintOf, isActive, newTurn, retryTurn } from "../../../src/conversations/turn-row.ts";
import { countingIds } from "../../support/fake-turn.ts";

const input: SendInput = {
  address: { tenantId: "t", conversationId: "c" },
  actor: { role: "owner" },
  messageId: "mine",
  parts: [{ type: "text", text: "Chào" }],
  metadata: { page: "home" },
  trigger: "submit",
};

describe("a turn's row", () => {
  it("keeps the caller's message id, and the question until the turn begins", () => {
    expect(newTurn(input, countingIds(), 7)).toEqual({
      messageId: "mine",
      attempt: 1,
      turnId: "turn_1",
      answerId: "msg_2",
      status: "queued",
      question: { parts: [{ type: "text", text: "Chào" }], metadata: { page: "home" } },
      fingerprint: fingerprintOf(input.parts),
      from: null,
      restarts: 0,
      supersedes: null,
      answerSeq: null,
      acceptedAt: 7,
      endedAt: null,
    });
  });

  it("makes a message id where the caller has none", () => {
    const { messageId, answerId } = newTurn({ ...input, messageId: null }, countingIds(), 7);
    expect([messageId, answerId]).toEqual(["msg_1", "msg_3"]);
  });

  it("of another attempt asks the same again, from where it was first asked, under ids of its own, and replaces the answer that there was", () => {
    const ids = countingIds();
    const from = { position: { state: "viewing", visited: ["idle", "viewing"] }, shown: ["A", "B"], focus: "B" };
    const ran = { status: "failed" as const, answerSeq: 12, question: null, from, restarts: 2, endedAt: 9 };
    const first = { ...newTurn(input, ids, 7), ...ran };
    const second = retryTurn(first, ids, 20);
    expect(second).toEqual({
      messageId: "mine",
      attempt: 2,
      turnId: "turn_3",
      answerId: "msg_4",
      status: "queued",
      question: null,
      fingerprint: first.fingerprint,
      from,
      restarts: 0,
      supersedes: { id: "msg_2", seq: 12 },
      answerSeq: null,
      acceptedAt: 20,
      endedAt: null,
    });
    expect(retryTurn(second, ids, 30)).toMatchObject({ attempt: 3, from, supersedes: null });
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
