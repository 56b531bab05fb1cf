import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decideIdle } from "../../../src/conversations/idle.ts";
import { retailFlow, type Flow, type IdleRule } from "../../../src/lifecycle/index.ts";
import type { ConversationRecord } from "../../../src/transcript/index.ts";
import { newAddress, recordOf } from "../../support/history.ts";

const withRule = (state: string, idle: IdleRule | undefined): Flow => {
  const known = retailFlow.states[state];
  if (!known) throw new Error(`There is no state ${state}.`);
  const { idle: _, ...rest } = known;
  return { ...retailFlow, states: { ...retailFlow.states, [state]: { ...rest, ...(idle ? { idle } : {}) } } };
};

const since = 1_000_000;
const silent = (idle: IdleRule | undefined, change: Partial<ConversationRecord> = {}): ConversationRecord => {
  const state = change.state ?? "purchasing";
  return { ...recordOf(newAddress()), state, flow: withRule(state, idle), silentSince: since, ...change };
};
const both: IdleRule = { remind_after_s: 10, close_after_s: 60 };
const nothing = { due: null, at: null };

describe("a customer's silence", () => {
  it("is broken by a reminder first, then by a farewell, and until then by nothing", () => {
    expect(decideIdle(silent(both), since + 9_999)).toEqual({ due: null, at: since + 10_000 });
    expect(decideIdle(silent(both), since + 10_000)).toEqual({ due: "remind", at: since + 10_000 });
    const reminded = silent(both, { remindedAt: since + 10_000 });
    expect(decideIdle(reminded, since + 59_999)).toEqual({ due: null, at: since + 60_000 });
    expect(decideIdle(reminded, since + 60_000)).toEqual({ due: "close", at: since + 60_000 });
  });

  it("is answered by no reminder where its close is due as well, and a late reminder still leaves the time between the two", () => {
    expect(decideIdle(silent(both), since + 60_000).due).toBe("close");
    const late = silent(both, { remindedAt: since + 55_000 });
    expect(decideIdle(late, since + 60_000)).toEqual({ due: null, at: since + 105_000 });
  });

  it("may be minded by one of the two alone", () => {
    expect(decideIdle(silent({ close_after_s: 60 }), since)).toEqual({ due: null, at: since + 60_000 });
    expect(decideIdle(silent({ remind_after_s: 10 }, { remindedAt: since + 10_000 }), since + 1e9)).toEqual(nothing);
  });

  it.each<[string, ConversationRecord]>([
    ["the state has no rule", silent(undefined)],
    ["the customer has never spoken", silent(both, { silentSince: null })],
    ["staff have the conversation", silent(both, { handler: "staff" })],
    ["it is a rehearsal", silent(both, { effects: "fenced" })],
    ["it is closed already", silent({ close_after_s: 60 }, { state: "closed" })],
  ])("lasts for ever where %s", (_why, record) => {
    expect(decideIdle(record, since + 1e9)).toEqual(nothing);
  });

  it("never asks to be woken again at a time that has passed without anything being due", () => {
    const seconds = fc.integer({ min: 1, max: 100 });
    const moments = fc.record({ remind: seconds, longer: seconds, reminded: fc.option(seconds), now: fc.nat(300) });
    fc.assert(
      fc.property(moments, ({ remind, longer, reminded, now }) => {
        const rule = { remind_after_s: remind, close_after_s: remind + longer };
        const record = silent(rule, { remindedAt: reminded === null ? null : since + (remind + reminded) * 1000 });
        const decision = decideIdle(record, since + now * 1000);
        if (decision.due === null) expect(decision.at).toBeGreaterThan(since + now * 1000);
        else expect(decision.at).toBeLessThanOrEqual(since + now * 1000);
      }),
    );
  });
});
