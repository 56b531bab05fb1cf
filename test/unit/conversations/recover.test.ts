import { describe, expect, it } from "vitest";
import { decideRecovery } from "../../../src/conversations/recover.ts";
import { newTurn } from "../../../src/conversations/turn-row.ts";
import type { TurnItem, LoggedItem } from "../../../src/transcript/turn-item.ts";
import { countingIds } from "../../support/fake-turn.ts";

const now = 1_000_000;
const row = newTurn(
  {
    address: { tenantId: "t", conversationId: "c" },
    actor: { role: "owner" },
    messageId: "m",
    parts: [],
    metadata: {},
    trigger: "submit",
    edits: null,
    requestId: null,
  },
  countingIds(),
  0,
);
const usage = { inputTokens: 1, outputTokens: 1, reasoningTokens: 0, cachedInputTokens: 0, steps: 1, costUsd: 0 };
const start: TurnItem = { chunk: { type: "start", messageId: "a" } };
const reopened: TurnItem = { chunk: { type: "data-state", data: { from: "closed", to: "idle", reason: "reopened", turn_id: "t" } } };
const step: TurnItem = { chunk: { type: "start-step" } };
const word: TurnItem = { chunk: { type: "text-delta", id: "0", delta: "Dạ" } };
const call: TurnItem = { chunk: { type: "tool-input-available", toolCallId: "1", toolName: "search", input: {} } };
const lastCall: TurnItem = { ...call, usage };
const result: TurnItem = { chunk: { type: "tool-output-available", toolCallId: "1", output: {} } };
const end: TurnItem = { chunk: { type: "finish-step" } };
const log = (...items: TurnItem[]): LoggedItem[] => items.map((item, index) => ({ seq: index + 1, at: 0, ...item }));

const keeps = (...items: TurnItem[]) => {
  const recovery = decideRecovery(row, log(...items), now);
  return recovery.kind === "resume" ? recovery.kept : recovery.kind;
};

describe("a turn whose process died is taken up", () => {
  it("from its beginning, where nothing was kept", () => expect(keeps()).toBe(0));
  it("behind its opening", () => expect(keeps(start, reopened)).toBe(2));
  it("before a step whose model was still talking", () => expect(keeps(start, reopened, step, word, word)).toBe(2));
  it("before a step of which not all calls may be known", () => expect(keeps(start, step, word, call)).toBe(1));
  it("behind the calls of a step whose model had ended", () => expect(keeps(start, step, word, call, lastCall)).toBe(5));
  it("behind what is known of its tools", () => expect(keeps(start, step, lastCall, result)).toBe(4));
  it("behind a step that was complete, without the words of the next", () => {
    expect(keeps(start, step, lastCall, result, end, step, word)).toBe(5);
  });
});

describe("how often it died counts for nothing", () => {
  it("while it gets on", () => {
    const stalled = { since: 0, items: 1 };
    expect(decideRecovery({ ...row, stalled }, log(start, step, word), now)).toMatchObject({ kind: "resume", stalled: { since: now } });
  });

  it("nor within three minutes of not getting on; after them it ends with what was kept", () => {
    const died = (since: number) => decideRecovery({ ...row, stalled: { since, items: 2 } }, log(start, step), now).kind;
    expect(died(now - 180_000)).toBe("resume");
    expect(died(now - 180_001)).toBe("interrupt");
  });
});
