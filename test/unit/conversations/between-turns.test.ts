import { describe, expect, it } from "vitest";
import * as betweenTurns from "../../../src/conversations/between-turns.ts";
import { beginTurn } from "../../../src/conversations/begin.ts";
import { newTurn, mergedTurn } from "../../../src/conversations/turn-row.ts";
import type { SendInput } from "../../../src/conversations/port.ts";
import { retailFlow, type Flow } from "../../../src/lifecycle/index.ts";
import type { LogRow } from "../../../src/transcript/records.ts";
import { unpack } from "../../../src/transcript/packed.ts";
import { countingIds, FakeConversation } from "../../support/fake-turn.ts";
import { turnRow } from "../../support/turn-row.ts";

const { record: opened } = new FakeConversation();
const record = { ...opened, state: "viewing", visited: ["idle", "viewing"], shown: ["A"], focus: "A" };
const kindsOf = ({ events }: LogRow) => events.map(({ kind }) => kind);
const places = ({ events, message }: LogRow) => [...new Set([...events.map(({ seq }) => seq), ...(message ? [message.seq] : [])])];

const asking = (text: string, messageId: string): SendInput => ({
  address: { tenantId: "t", conversationId: "c" },
  actor: { role: "owner" },
  messageId,
  parts: [{ type: "text", text }],
  metadata: { page: "home" },
  trigger: "submit",
  requestId: null,
  edits: null,
});

describe("a handover", () => {
  const taken = betweenTurns.takeOver(record, "angry", 5);

  it("raises the epoch and remembers the state in which it began", () => {
    const staff = { handler: "staff", state: "handover", stateBeforeHandover: "viewing", epoch: 1, lastSeq: 3, updatedAt: 5 };
    expect(taken.record).toEqual({ ...record, ...staff });
    expect(kindsOf(taken.row)).toEqual(["state.changed", "handover.started"]);
    expect(taken.row.events.at(-1)?.data).toEqual({ reason: "angry", epoch: 1 });
  });

  it("that ends raises it again, and leaves everything else as it was", () => {
    const given = betweenTurns.giveBack(taken.record, 9);
    expect(given.record).toEqual({ ...record, epoch: 2, lastSeq: 5, updatedAt: 9 });
    expect(kindsOf(given.row)).toEqual(["state.changed", "handover.ended"]);
  });

  it("says no message: the branch stays where it was", () => {
    expect(taken.row).toMatchObject({ message: null, previousSeq: record.headSeq, turn: null, seq: 3 });
  });
});

describe("a message while staff have the conversation", () => {
  const { record: staffed } = betweenTurns.takeOver(record, null, 5);
  const first = newTurn(asking("một", "m1"), countingIds(), 6);

  it("is kept with a turn that has ended, and a stream in which nothing is said", () => {
    const [kept] = betweenTurns.keepQuestion(staffed, first, 7);
    expect(kept?.row).toMatchObject({ seq: 4, previousSeq: 1, message: { id: "m1", content: "một", metadata: { page: "home" } } });
    expect(kept?.row.turn).toMatchObject({ status: "kept", questionSeq: 4, answerSeq: 4, questions: [], endedAt: 7 });
    expect(unpack(kept?.row.stream ?? "", 4).map(({ chunk }) => chunk)).toEqual([{ type: "finish", finishReason: "other" }]);
    expect(kept?.record).toMatchObject({ state: "handover", headSeq: 4, lastMessageId: "m1" });
  });

  it("of several that waited together keeps each in its place, with its own words to know it by", () => {
    const both = mergedTurn(first, asking("hai", "m2"), countingIds(), 6);
    const kept = betweenTurns.keepQuestion(staffed, both, 7);
    expect(kept.map(({ row }) => [row.seq, row.previousSeq, row.turn?.messageId, row.turn?.merged])).toEqual([
      [4, 1, "m1", []],
      [5, 4, "m2", []],
    ]);
    expect(kept[0]?.row.turn?.fingerprint).toBe(first.fingerprint);
    expect(kept[1]?.row.turn?.fingerprint).not.toBe(first.fingerprint);
  });
});

describe("a goodbye", () => {
  const farewell = { id: "bye", authorType: "assistant" as const, parts: [{ type: "text", text: "Tạm biệt!" }], metadata: {} };

  it("is the last message, and the state that it leads to is in the same row", () => {
    const { row, record: closed } = betweenTurns.close(record, farewell, 5);
    expect(closed).toMatchObject({ state: "closed", visited: ["idle", "viewing", "closed"], endedAt: 5, headSeq: 3, lastSeq: 3, epoch: 0 });
    expect([kindsOf(row), places(row), row.message?.content]).toEqual([["state.changed"], [2, 3], "Tạm biệt!"]);
  });

  it("while staff have the conversation ends the handover, too: a gap in the places there is none", () => {
    const { row, record: closed } = betweenTurns.close(betweenTurns.takeOver(record, null, 4).record, farewell, 5);
    expect([kindsOf(row), places(row)]).toEqual([
      ["state.changed", "handover.ended"],
      [4, 5, 6],
    ]);
    expect(closed).toMatchObject({ handler: "bot", stateBeforeHandover: null, epoch: 2, lastSeq: 6 });
  });
});

describe("where the conversation stood at a message", () => {
  const row = (seq: number, change: Partial<LogRow>): LogRow => ({
    seq,
    message: null,
    previousSeq: seq - 1,
    events: [],
    turn: null,
    stream: null,
    recording: null,
    ...change,
  });
  const from = { position: { state: "browsing", visited: ["idle", "browsing"] }, shown: ["A", "B"], focus: null };
  const moved = {
    kind: "state.changed",
    turnId: null,
    at: 0,
    data: { from: "browsing", to: "viewing", visited: ["idle", "viewing"] },
  } as const;
  const looked = { kind: "tool.called", turnId: null, at: 0, data: { focus: "B" } } as const;
  const answer = row(8, {
    turn: turnRow({ status: "complete", from }),
    events: [
      { ...moved, seq: 6, data: { ...moved.data, visited: ["idle", "viewing"] } },
      { ...looked, seq: 7 },
    ],
  });

  it("is what its answer began with and what happened in it", () => {
    const standing = { position: { state: "viewing", visited: ["idle", "viewing"] }, shown: ["A", "B"], focus: "B" };
    expect(betweenTurns.standingAfter([answer], record)).toEqual(standing);
    expect(betweenTurns.standingAfter([answer, row(9, {}), row(10, { turn: turnRow({ status: "kept" }) })], record)).toEqual(standing);
  });

  it("holds what tools have kept until then", () => {
    const counted = { kind: "tool.called", turnId: null, at: 0, seq: 7, data: { tool: "test", kept: { asked: 2 } } } as const;
    const began = { ...from, kept: { test: { asked: 1 }, other: { cart: ["A"] } } };
    const counting = row(8, { turn: turnRow({ status: "complete", from: began }), events: [counted] });
    expect(betweenTurns.standingAfter([counting], record).kept).toEqual({ test: { asked: 2 }, other: { cart: ["A"] } });
  });

  it("is the flow's beginning where nothing was answered yet, wherever the conversation stands now", () => {
    const beginning = { position: { state: "idle", visited: ["idle"] }, shown: [], focus: null };
    expect(betweenTurns.standingAfter([], record)).toEqual(beginning);
    expect(betweenTurns.standingAfter([row(1, {}), row(2, { turn: turnRow({ status: "kept", from }) })], record)).toEqual(beginning);
  });
});

describe("a branch that is chosen", () => {
  it("is told along with the state to which it leads, and reopens a conversation that had ended", () => {
    const leaf: LogRow = { seq: 1, message: null, previousSeq: 0, events: [], turn: null, stream: null, recording: null };
    const standing = { position: { state: "idle", visited: ["idle"] }, shown: [], focus: null };
    const { row, record: after } = betweenTurns.selectBranch({ ...record, endedAt: 4 }, leaf, standing, 5);
    expect(kindsOf(row)).toEqual(["state.changed", "branch.selected"]);
    expect(after).toMatchObject({ state: "idle", shown: [], focus: null, headSeq: 1, lastSeq: 3, endedAt: null });
  });
});

describe("another flow", () => {
  const { comparing: _comparing, ...states } = retailFlow.states;
  const shorter: Flow = { ...retailFlow, name: "short", version: 4, states };

  it("leaves a conversation in its state where it knows that, and is told whole", () => {
    const compared = { ...record, visited: ["idle", "comparing", "viewing"] };
    const { row, record: after } = betweenTurns.changeFlow(compared, shorter, 5);
    expect(after).toEqual({ ...record, flow: shorter, visited: ["idle", "viewing"], lastSeq: 2, updatedAt: 5 });
    expect(row).toMatchObject({ seq: 2, message: null, previousSeq: record.headSeq });
    expect(row.events).toMatchObject([
      { kind: "flow.changed", data: { from: { name: "retail", version: 1 }, to: { name: "short", version: 4 }, flow: shorter } },
    ]);
  });

  it("begins anew where it does not know the state, also behind a handover", () => {
    const comparing = { ...record, state: "comparing", visited: ["idle", "comparing"] };
    const { row, record: after } = betweenTurns.changeFlow(comparing, shorter, 5);
    expect(after).toMatchObject({ state: "idle", visited: ["idle"] });
    expect(kindsOf(row)).toEqual(["flow.changed", "state.changed"]);
    expect(row.events[1]?.data).toEqual({ from: "comparing", to: "idle", reason: "flow", visited: ["idle"] });
    const staffed = betweenTurns.changeFlow(betweenTurns.takeOver(comparing, null, 4).record, shorter, 5).record;
    expect(staffed).toMatchObject({ state: "handover", stateBeforeHandover: "idle" });
    expect(betweenTurns.giveBack(staffed, 6).record.state).toBe("idle");
  });

  it("is followed where an old branch or question is taken up whose state it does not know", () => {
    const { record: after } = betweenTurns.changeFlow(record, shorter, 5);
    const leaf: LogRow = { seq: 1, message: null, previousSeq: 0, events: [], turn: null, stream: null, recording: null };
    const from = { position: { state: "comparing", visited: ["idle", "comparing"] }, shown: ["A"], focus: null };
    expect(betweenTurns.selectBranch(after, leaf, from, 6).record).toMatchObject({ state: "idle", visited: ["idle"], shown: ["A"] });
    const asked = { ...newTurn(asking("một", "m1"), countingIds(), 6), from };
    expect(beginTurn(after, asked, 7).row.from).toEqual({ position: { state: "idle", visited: ["idle"] }, shown: ["A"], focus: null });
    expect(beginTurn(record, asked, 7).row.from).toEqual(from);
  });
});
