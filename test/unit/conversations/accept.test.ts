import { describe, expect, it } from "vitest";
import { decideAcceptance, type Acceptance, type Known } from "../../../src/conversations/accept.ts";
import { fingerprintOf } from "../../../src/conversations/turn-row.ts";
import type { TurnRow } from "../../../src/transcript/records.ts";
import { turnRow } from "../../support/turn-row.ts";

const parts = [{ type: "text", text: "Cho tôi xem laptop" }];
const otherParts = [{ type: "text", text: "Cho tôi xem điện thoại" }];

const turn = (messageId: string, status: TurnRow["status"], change: Partial<TurnRow> = {}): TurnRow =>
  turnRow({ messageId, turnId: `turn_of_${messageId}`, status, fingerprint: fingerprintOf(parts), ...change });
/** So many turns: the first one runs, the others wait. */
const busy = (count: number) => Array.from({ length: count }, (_, index) => turn(`busy${index}`, index === 0 ? "running" : "queued"));

const idle: Known = {
  turn: null,
  taken: false,
  lastTurn: null,
  editedTurn: null,
  staffSpokeSince: false,
  active: [],
  onBusy: "queue",
  handler: "bot",
};
const submit = (known: Partial<Known>, messageId: string | null = "m1", said = parts) =>
  decideAcceptance({ trigger: "submit", messageId, parts: said, edits: null, requestId: null }, { ...idle, ...known });
const retry = (known: Partial<Known>, messageId: string | null = null) =>
  decideAcceptance({ trigger: "retry", messageId, parts: [], edits: null, requestId: null }, { ...idle, ...known });
const code = (acceptance: Acceptance) => (acceptance.kind === "refuse" ? acceptance.error.code : acceptance.kind);

const ended = ["complete", "stopped", "interrupted", "failed"] as const;
const open = ["queued", "running"] as const;
const rules = ["queue", "reject", "interrupt", "merge"] as const;

describe("a message", () => {
  it.each(rules)("that is new begins a turn while none runs, where the rule is %s", (onBusy) => {
    expect(submit({ onBusy })).toEqual({ kind: "begin" });
    expect(submit({ onBusy }, null)).toEqual({ kind: "begin" });
  });

  it.each(open)("that came before and is %s joins its turn, even where the bot refuses or interrupts for a second message", (status) => {
    const known = turn("m1", status);
    for (const onBusy of rules) expect(submit({ turn: known, active: busy(1), onBusy })).toEqual({ kind: "join", turn: known });
    expect(submit({ turn: known, active: busy(6) })).toEqual({ kind: "join", turn: known });
  });

  it.each(ended)("that came before and is %s is the same answer again, never a second turn", (status) => {
    const known = turn("m1", status);
    expect(submit({ turn: known })).toEqual({ kind: "replay", turn: known });
    for (const onBusy of rules) expect(submit({ turn: known, active: busy(1), onBusy })).toEqual({ kind: "replay", turn: known });
    expect(submit({ turn: known, active: busy(6) })).toEqual({ kind: "replay", turn: known });
  });

  it.each([...open, ...ended])("of other words under the id of one that is %s is a conflict, never that one's answer", (status) => {
    const known = turn("m1", status);
    expect(code(submit({ turn: known }, "m1", otherParts))).toBe("conflict");
    expect(code(submit({ turn: known, active: busy(1), onBusy: "interrupt" }, "m1", otherParts))).toBe("conflict");
    expect(code(submit({ turn: known }, "m1", [...parts, ...otherParts]))).toBe("conflict");
    expect(code(submit({ turn: known }, "m1", []))).toBe("conflict");
  });
});

describe("a message under the id of what is no question", () => {
  it("is a conflict, whoever has the conversation and whatever runs", () => {
    expect(code(submit({ taken: true }))).toBe("conflict");
    expect(code(submit({ taken: true, handler: "staff" }))).toBe("conflict");
    for (const onBusy of rules) expect(code(submit({ taken: true, active: busy(1), onBusy }))).toBe("conflict");
  });

  it("is not found where it is to be answered again", () => {
    expect(code(retry({ taken: true }, "msg_1"))).toBe("not_found");
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
    ["merge", 1, "begin"],
    ["merge", 2, "merge"],
  ];
  it.each(table)("by the rule %s, with %i turns running or waiting: %s", (onBusy, count, expected) => {
    expect(code(submit({ active: busy(count), onBusy }))).toBe(expected);
    expect(code(submit({ active: busy(count), onBusy }, null))).toBe(expected);
  });

  it("is told why it is refused: five wait already, or the bot takes one at a time", () => {
    const detail = (acceptance: Acceptance) => (acceptance.kind === "refuse" ? acceptance.error.message : null);
    expect(detail(submit({ active: busy(6), onBusy: "queue" }))).toContain("5 messages are waiting");
    expect(detail(submit({ active: busy(1), onBusy: "reject" }))).toContain("still answering");
  });
});

describe("a retry", () => {
  it.each(ended)("answers the last message again after it is %s, named or not", (status) => {
    const last = turn("m1", status);
    expect(retry({ lastTurn: last })).toEqual({ kind: "retry", of: last });
    expect(retry({ lastTurn: last, turn: last }, "m1")).toEqual({ kind: "retry", of: last });
  });

  it.each(open)("of a turn that is %s joins it, named or not", (status) => {
    const last = turn("m1", status);
    expect(retry({ lastTurn: last, active: busy(1) })).toEqual({ kind: "join", turn: last });
    expect(retry({ lastTurn: last, turn: last, active: busy(1) }, "m1")).toEqual({ kind: "join", turn: last });
  });

  it.each(open)("of an earlier message that is still %s joins it", (status) => {
    const named = turn("m1", status);
    expect(retry({ lastTurn: turn("m2", "complete"), turn: named, active: busy(1) }, "m1")).toEqual({ kind: "join", turn: named });
  });

  it.each(rules)("while another turn runs is refused, where the rule is %s: a retry neither waits nor interrupts", (onBusy) => {
    const last = turn("m1", "failed");
    expect(code(retry({ lastTurn: last, active: busy(1), onBusy }))).toBe("turn_running");
    expect(code(retry({ lastTurn: last, turn: last, active: busy(1), onBusy }, "m1"))).toBe("turn_running");
  });

  it("needs a message", () => {
    expect(code(retry({}))).toBe("unprocessable");
  });

  it("of a message that is not there is not found", () => {
    expect(code(retry({ lastTurn: turn("m1", "complete") }, "elsewhere"))).toBe("not_found");
  });

  it("of an earlier message is another branch from there", () => {
    const named = turn("m1", "complete");
    expect(retry({ lastTurn: turn("m2", "complete"), turn: named }, "m1")).toEqual({ kind: "retry", of: named });
  });

  it("of a message since which staff have spoken is refused, but for the same attempt again", () => {
    const last = turn("m1", "complete", { requestId: "r1" });
    expect(code(retry({ lastTurn: last, staffSpokeSince: true }))).toBe("conflict");
    expect(code(retry({ lastTurn: last, turn: last, staffSpokeSince: true }, "m1"))).toBe("conflict");
    const again = { trigger: "retry", messageId: null, parts: [], edits: null, requestId: "r1" } as const;
    expect(decideAcceptance({ ...again, parts: [] }, { ...idle, lastTurn: last, staffSpokeSince: true }).kind).toBe("replay");
  });

  it("while staff have the conversation is refused", () => {
    expect(code(retry({ lastTurn: turn("m1", "complete"), handler: "staff" }))).toBe("conflict");
  });
});

describe("messages that are merged", () => {
  it("join the turn that waits, five at most", () => {
    const waiting = (count: number) => {
      const question = { messageId: "q", parts, metadata: {}, fingerprint: "", acceptedAt: 0 };
      return turn("waiting", "queued", { questions: Array.from({ length: count }, () => question) });
    };
    const four = waiting(4);
    expect(submit({ active: [turn("m0", "running"), four], onBusy: "merge" })).toEqual({ kind: "merge", into: four });
    expect(code(submit({ active: [turn("m0", "running"), waiting(5)], onBusy: "merge" }))).toBe("turn_running");
  });

  it("are each known by their own words", () => {
    const merged = turn("m2", "complete", { merged: [{ messageId: "m1", fingerprint: fingerprintOf(otherParts) }] });
    expect(submit({ turn: merged }, "m1", otherParts)).toEqual({ kind: "replay", turn: merged });
    expect(code(submit({ turn: merged }, "m1", parts))).toBe("conflict");
  });
});

describe("an edit", () => {
  const edit = (known: Partial<Known>) =>
    decideAcceptance({ trigger: "submit", messageId: "m9", parts, edits: "m1", requestId: null }, { ...idle, ...known });

  it("stands beside the message that it names", () => {
    const of = turn("m1", "complete");
    expect(edit({ editedTurn: of })).toEqual({ kind: "edit", of });
  });

  it("of a message since which staff have spoken is refused, and stops nothing", () => {
    const of = turn("m1", "complete");
    expect(code(edit({ editedTurn: of, staffSpokeSince: true }))).toBe("conflict");
    expect(code(edit({ editedTurn: of, staffSpokeSince: true, active: busy(1), onBusy: "interrupt" }))).toBe("conflict");
  });

  it("needs that message, and an end of what runs, unless the bot is interrupted", () => {
    expect(code(edit({}))).toBe("not_found");
    const of = turn("m1", "complete");
    for (const onBusy of ["queue", "reject", "merge"] as const)
      expect(code(edit({ editedTurn: of, active: busy(1), onBusy }))).toBe("turn_running");
    expect(edit({ editedTurn: of, active: busy(1), onBusy: "interrupt" })).toEqual({ kind: "edit", of });
    expect(code(edit({ editedTurn: turn("m1", "queued"), active: busy(1), onBusy: "interrupt" }))).toBe("turn_running");
  });
});

describe("while staff have the conversation", () => {
  it("a message is kept for them, and one that came before is the same as ever", () => {
    expect(submit({ handler: "staff" })).toEqual({ kind: "keep" });
    const known = turn("m1", "complete");
    expect(submit({ handler: "staff", turn: known })).toEqual({ kind: "replay", turn: known });
  });
});
