import { describe, expect, it } from "vitest";
import type { ChatMessage } from "../../../../../web/chat/conversation/message.ts";
import { isBehind } from "../../../../../web/chat/conversation/steady.ts";

const message = (id: string, ...texts: string[]): ChatMessage => ({
  id,
  role: "assistant",
  parts: texts.map((text) => ({ type: "text", text })),
});

describe("isBehind", () => {
  it("holds while a replay of the same message is shorter than what was seen", () => {
    const seen = message("a1", "Xin chào bạn");
    expect(isBehind(message("a1"), seen)).toBe(true);
    expect(isBehind(message("a1", "Xin"), seen)).toBe(true);
  });

  it("ends as soon as the replay has caught up", () => {
    expect(isBehind(message("a1", "Xin chào bạn"), message("a1", "Xin chào bạn"))).toBe(false);
    expect(isBehind(message("a1", "Xin chào bạn, "), message("a1", "Xin chào bạn"))).toBe(false);
    expect(isBehind(message("a1", "Xin chào", "Mời"), message("a1", "Xin chào bạn"))).toBe(false);
  });

  it("never holds back another message", () => {
    expect(isBehind(message("a2"), message("a1", "Xin chào"))).toBe(false);
  });

  it("waits for a tool whose result was seen", () => {
    const asked: ChatMessage = {
      id: "a1",
      role: "assistant",
      parts: [{ type: "tool-search", toolCallId: "c1", state: "input-available", input: {} }],
    };
    const done: ChatMessage = {
      id: "a1",
      role: "assistant",
      parts: [{ type: "tool-search", toolCallId: "c1", state: "output-available", input: {}, output: {} }],
    };
    expect(isBehind(asked, done)).toBe(true);
    expect(isBehind(done, asked)).toBe(false);
  });
});
