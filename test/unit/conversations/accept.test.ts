import { describe, expect, it } from "vitest";
import { decideAcceptance, type Acceptance, type Known } from "../../../src/conversations/accept.ts";
import { fingerprintOf, type TurnRow } from "../../../src/conversations/turn-row.ts";

const parts = [{ type: "text", text: "Cho tôi xem laptop" }];
const otherParts = [{ type: "text", text: "Cho tôi xem điện thoại" }];

const turn = (messageId: string, status: TurnRow["status"]): TurnRow => ({
  messageId,
  attempt: 1,
  turnId: `turn_of_${messageId}`,
  answerId: `answer_to_${messageId}`,
  status,
  question: null,
  fingerprint: fingerprintOf(parts),
  from: null,
  restarts: 0,
  supersedes: null,
  answerSeq: null,
  acceptedAt: 0,
  endedAt: null,
});

const idle: Known = { turn: null, lastTurn: null, active: 0, onBusy: "queue" };
const submit = (known: Partial<Known>, messageId: string | null = "m1", said = parts) =>
  decideAcceptance({ trigger: "submit", messageId, parts: said }, { ...idle, ...known });
const retry = (known: Partial<Known>, messageId: string | null = null) =>
  decideAcceptance({ trigger: "retry", messageId, parts: [] }, { ...idle, ...known });
const code = (acceptance: Acceptance) => (acceptance.kind === "refuse" ? acceptance.error.code : acceptance.kind);

const ended = ["complete", "stopped", "interrupted", "failed"] as const;
const active = ["queued", "running"] as const;
const rules = ["queue", "reject", "interrupt"] as const;

describe("a message", () => {
  it.each(rules)("that is new begins a turn while none runs, where the rule is %s", (onBusy) => {
    expect(submit({ onBusy })).toEqual({ kind: "begin" });
    expect(submit({ onBusy }, null)).toEqual({ kind: "begin" });
  });

  it.each(active)("that came before and is %s joins its turn, even where the bot refuses or interrupts for a second message", (status) => {
    const known = turn("m1", status);
    for (const onBusy of rules) expect(submit({ turn: known, active: 1, onBusy })).toEqual({ kind: "join", turn: known });
    expect(submit({ turn: known, active: 6 })).toEqual({ kind: "join", turn: known });
  });

  it.each(ended)("that came before and is %s is the same answer again, never a second turn", (status) => {
    const known = turn("m1", status);
    expect(submit({ turn: known })).toEqual({ kind: "replay", turn: known });
    for (const onBusy of rules) expect(submit({ turn: known, active: 1, onBusy })).toEqual({ kind: "replay", turn: known });
    expect(submit({ turn: known, active: 6 })).toEqual({ kind: "replay", turn: known });
  });

  it.each([...active, ...ended])("of other words under the id of one that is %s is a conflict, never that one's answer", (status) => {
    const known = turn("m1", status);
    expect(code(submit({ turn: known }, "m1", otherParts))).toBe("conflict");
    expect(code(submit({ turn: known, active: 1, onBusy: "interrupt" }, "m1", otherParts))).toBe("conflict");
    expect(code(submit({ turn: known }, "m1", [...parts, ...otherParts]))).toBe("conflict");
    expect(code(submit({ turn: known }, "m1", []))).toBe("conflict");
  });
});

describe("a new message while the bot answers", () => {
  const table: [Known["onBusy"], number, string][] = [
    ["queue", 1, "begin"],
    ["queue", 2, "begin"],
    ["queue", 5, "begin"],
    ["queue", 6, "turn_running"],
    ["queue", 7, "turn_running"],
    ["reject", 1, "turn_running"],
    ["reject", 2, "turn_running"],
    ["interrupt", 1, "interrupt"],
    ["interrupt", 6, "interrupt"],
  ];
  it.each(table)("by the rule %s, with %i turns running or waiting: %s", (onBusy, count, expected) => {
    expect(code(submit({ active: count, onBusy }))).toBe(expected);
    expect(code(submit({ active: count, onBusy }, null))).toBe(expected);
  });

  it("is told why it is refused: five wait already, or the bot takes one at a time", () => {
    const detail = (acceptance: Acceptance) => (acceptance.kind === "refuse" ? acceptance.error.message : null);
    expect(detail(submit({ active: 6, onBusy: "queue" }))).toContain("5 messages are waiting");
    expect(detail(submit({ active: 1, onBusy: "reject" }))).toContain("still answering");
  });
});

describe("a retry", () => {
  it.each(ended)("answers the last message again after it is %s, named or not", (status) => {
    const last = turn("m1", status);
    expect(retry({ lastTurn: last })).toEqual({ kind: "retry", of: last });
    expect(retry({ lastTurn: last, turn: last }, "m1")).toEqual({ kind: "retry", of: last });
  });

  it.each(active)("of a turn that is %s joins it, named or not", (status) => {
    const last = turn("m1", status);
    expect(retry({ lastTurn: last, active: 1 })).toEqual({ kind: "join", turn: last });
    expect(retry({ lastTurn: last, turn: last, active: 1 }, "m1")).toEqual({ kind: "join", turn: last });
  });

  it.each(active)("of an earlier message that is still %s joins it", (status) => {
    const named = turn("m1", status);
    expect(retry({ lastTurn: turn("m2", "complete"), turn: named, active: 1 }, "m1")).toEqual({ kind: "join", turn: named });
  });

  it.each(rules)("while another turn runs is refused, where the rule is %s: a retry neither waits nor interrupts", (onBusy) => {
    const last = turn("m1", "failed");
    expect(code(retry({ lastTurn: last, active: 1, onBusy }))).toBe("turn_running");
    expect(code(retry({ lastTurn: last, turn: last, active: 1, onBusy }, "m1"))).toBe("turn_running");
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
