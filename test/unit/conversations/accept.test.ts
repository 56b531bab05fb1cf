import { describe, expect, it } from "vitest";
import { decideAcceptance, type Acceptance, type Known } from "../../../src/conversations/accept.ts";
import type { TurnRow } from "../../../src/conversations/turn-row.ts";

const turn = (messageId: string, status: TurnRow["status"]): TurnRow => ({
  messageId,
  attempt: 1,
  turnId: `turn_of_${messageId}`,
  answerId: `answer_to_${messageId}`,
  status,
  question: null,
  supersedes: null,
  answerSeq: null,
  acceptedAt: 0,
  endedAt: null,
});

const idle: Known = { turn: null, lastTurn: null, busy: false, onBusy: "queue" };
const submit = (known: Partial<Known>, messageId: string | null = "m1") =>
  decideAcceptance({ trigger: "submit", messageId }, { ...idle, ...known });
const retry = (known: Partial<Known>, messageId: string | null = null) =>
  decideAcceptance({ trigger: "retry", messageId }, { ...idle, ...known });
const code = (acceptance: Acceptance) => (acceptance.kind === "refuse" ? acceptance.error.code : acceptance.kind);

const ended = ["complete", "stopped", "interrupted", "failed"] as const;
const active = ["queued", "running"] as const;

describe("a message", () => {
  it("that is new begins a turn", () => {
    expect(submit({})).toEqual({ kind: "begin", queued: false });
    expect(submit({}, null)).toEqual({ kind: "begin", queued: false });
  });

  it.each(active)("that came before and is %s joins its turn, even where the bot refuses a second message", (status) => {
    const known = turn("m1", status);
    expect(submit({ turn: known, busy: true, onBusy: "reject" })).toEqual({ kind: "join", turn: known });
  });

  it.each(ended)("that came before and is %s is the same answer again, never a second turn", (status) => {
    const known = turn("m1", status);
    expect(submit({ turn: known })).toEqual({ kind: "replay", turn: known });
    expect(submit({ turn: known, busy: true })).toEqual({ kind: "replay", turn: known });
  });

  it("while the bot answers waits, or is refused where the bot says so", () => {
    expect(submit({ busy: true, onBusy: "queue" })).toEqual({ kind: "begin", queued: true });
    expect(code(submit({ busy: true, onBusy: "reject" }))).toBe("turn_running");
  });
});

describe("a retry", () => {
  it.each(ended)("answers the last message again after it is %s, named or not", (status) => {
    const last = turn("m1", status);
    expect(retry({ lastTurn: last })).toEqual({ kind: "retry", of: last });
    expect(retry({ lastTurn: last, turn: last }, "m1")).toEqual({ kind: "retry", of: last });
  });

  it.each(active)("of a turn that is %s joins it", (status) => {
    const last = turn("m1", status);
    expect(retry({ lastTurn: last, busy: true })).toEqual({ kind: "join", turn: last });
  });

  it("needs a message", () => {
    expect(code(retry({}))).toBe("unprocessable");
  });

  it("of a message that is not there is not found", () => {
    expect(code(retry({ lastTurn: turn("m1", "complete") }, "elsewhere"))).toBe("not_found");
  });

  it("of an earlier message is refused: what followed it would no longer fit", () => {
    expect(code(retry({ lastTurn: turn("m2", "complete"), turn: turn("m1", "complete") }, "m1"))).toBe("unprocessable");
  });
});
