import { describe, expect, it } from "vitest";
import { effectKey, effectKeyIn } from "../../../src/agents/effect-key.ts";

const order = {
  tenantId: "t",
  conversationId: "c",
  messageId: "m",
  toolName: "trigger_web_hook",
  input: '{"action":"checkout","payload":{"items":[{"position":1}]}}',
};

describe("the key of an effect", () => {
  it("is the same however the arguments are written", () => {
    expect(effectKey({ ...order, input: '{ "payload": {"items": [ {"position": 1} ]}, "action": "checkout" }' })).toBe(effectKey(order));
  });

  it("of a call without arguments is one key, whichever way they are left out", () => {
    expect(effectKey({ ...order, input: " " })).toBe(effectKey({ ...order, input: "{}" }));
  });

  it.each([
    { tenantId: "u" },
    { conversationId: "d" },
    { messageId: "n" },
    { toolName: "other" },
    { input: '{"action":"checkout","payload":{"items":[{"position":2}]}}' },
    { input: "no JSON" },
  ])("is another for another effect: %o", (other) => {
    expect(effectKey({ ...order, ...other })).not.toBe(effectKey(order));
  });
});

describe("the key of a call in a conversation", () => {
  const record = { tenantId: "t", conversationId: "c", effects: "live", forkedFrom: null } as const;
  const fork = { ...record, conversationId: "f", effects: "fenced", forkedFrom: { conversationId: "c", seq: 4 } } as const;
  const { toolName, input } = order;

  it("is its origin's while a fork is fenced, and its own once it has been let loose", () => {
    expect(effectKeyIn(record, "m", { toolName, input })).toBe(effectKey(order));
    expect(effectKeyIn(fork, "m", { toolName, input })).toBe(effectKey(order));
    expect(effectKeyIn({ ...fork, effects: "live" }, "m", { toolName, input })).toBe(effectKey({ ...order, conversationId: "f" }));
  });
});
