import { describe, expect, it } from "vitest";
import { followUps } from "../../../../../web/chat/conversation/follow-ups.ts";
import type { ChatMessage } from "../../../../../web/chat/conversation/message.ts";
import { dictionaries } from "../../../../../web/chat/i18n/index.ts";

const { vi, en } = dictionaries;
const answer = (...parts: ChatMessage["parts"]): ChatMessage => ({ id: "a", role: "assistant", parts });
const result = (tool: string, output: unknown): ChatMessage["parts"][number] => ({
  type: `tool-${tool}`,
  toolCallId: tool,
  state: "output-available",
  input: {},
  output,
});
const list = result("search_offerings", { offerings: ["A", "B", "C"].map((code) => ({ code, name: code })) });
const details = (code: string) => result("get_offering_details", { offering: { code, name: code } });
const order = (status: string) => result("trigger_web_hook", { action: "checkout", status });

describe("followUps", () => {
  it("are the server's, where it suggests any", () => {
    const suggested = answer(details("A"), { type: "data-suggestions", data: { items: ["Máy nào nhẹ nhất?"] } });
    expect(followUps([answer(list), suggested], vi)).toEqual(["Máy nào nhẹ nhất?"]);
  });

  it("lead from a product to the next one of its list", () => {
    expect(followUps([answer(list), answer(details("B"))], vi)).toEqual(["So sánh với cái 1"]);
    expect(followUps([answer(list), answer(details("A"))], en)).toEqual(["Compare it with number 2"]);
  });

  it("do not compare with a list that the product is not in", () => {
    expect(followUps([answer(list), answer(details("X"))], vi)).toEqual([]);
    expect(followUps([answer(details("A"))], vi)).toEqual([]);
  });

  it("lead from an order that waits to its payment, and from a paid one nowhere", () => {
    expect(followUps([answer(order("pending"))], vi)).toEqual(["Đã thanh toán"]);
    expect(followUps([answer(order("confirmed"))], vi)).toEqual([]);
  });

  it("are none after mere words", () => {
    expect(followUps([answer(list), answer({ type: "text", text: "Dạ" })], vi)).toEqual([]);
    expect(followUps([], vi)).toEqual([]);
  });
});
