import { describe, expect, it } from "vitest";
import { effectKey } from "../../../../durable-objects/conversation/effect-key.ts";

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
