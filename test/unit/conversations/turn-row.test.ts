import { describe, expect, it } from "vitest";
import type { SendInput } from "../../../src/conversations/port.ts";
import { isActive, newTurn, retryTurn } from "../../../src/conversations/turn-row.ts";
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

  it("of another attempt asks the same again, under ids of its own, and replaces the answer that there was", () => {
    const ids = countingIds();
    const first = { ...newTurn(input, ids, 7), status: "failed" as const, answerSeq: 12, question: null, endedAt: 9 };
    const second = retryTurn(first, ids, 20);
    expect(second).toEqual({
      messageId: "mine",
      attempt: 2,
      turnId: "turn_3",
      answerId: "msg_4",
      status: "queued",
      question: null,
      supersedes: { id: "msg_2", seq: 12 },
      answerSeq: null,
      acceptedAt: 20,
      endedAt: null,
    });
    expect(retryTurn(second, ids, 30)).toMatchObject({ attempt: 3, supersedes: null });
  });

  it("is active until it has ended", () => {
    const row = newTurn(input, countingIds(), 7);
    const all = ["queued", "running", "complete", "stopped", "interrupted", "failed"] as const;
    expect(all.filter((status) => isActive({ ...row, status }))).toEqual(["queued", "running"]);
  });
});
