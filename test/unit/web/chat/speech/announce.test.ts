import { expect, it } from "vitest";
import type { ChatMessage } from "../../../../../web/chat/conversation/message.ts";
import { dictionaries } from "../../../../../web/chat/i18n/index.ts";
import { allSaid, announce, nothingSaid } from "../../../../../web/chat/speech/announce.ts";

const { vi, en } = dictionaries;
const message = (...parts: ChatMessage["parts"]): ChatMessage => ({ id: "a1", role: "assistant", parts });
const text = (words: string): ChatMessage["parts"][number] => ({ type: "text", text: words });
const tool = (name: string, output: unknown): ChatMessage["parts"][number] => ({
  type: `tool-${name}`,
  toolCallId: name,
  state: "output-available",
  input: {},
  output,
});

it("tells a result once, and each sentence once, however often the message is drawn", () => {
  const found = tool("search_offerings", {
    offerings: [
      { code: "A", name: "Dell 14" },
      { code: "B", name: "MSI 15" },
    ],
  });
  const first = announce(message(found, text("Mời bạn xem. Bạn thích")), nothingSaid("a1"), false, vi);
  expect(first.lines).toEqual(["Tìm thấy 2 sản phẩm: Dell 14; MSI 15.", "Mời bạn xem."]);
  expect(announce(message(found, text("Mời bạn xem. Bạn thích")), first.progress, false, vi).lines).toEqual([]);
  const last = announce(message(found, text("Mời bạn xem. Bạn thích máy nào?")), first.progress, true, vi);
  expect(last.lines).toEqual(["Bạn thích máy nào?"]);
});

it("closes a text when another part follows it", () => {
  expect(announce(message(text("Để mình tìm"), tool("x", {}), text("Đây")), nothingSaid("a1"), false, vi).lines).toEqual(["Để mình tìm"]);
});

it("tells details, comparisons and orders in the reader's language", () => {
  const parts = [
    tool("get_offering_details", { offering: { code: "A", name: "Dell 14", price: 19_990_000 } }),
    tool("compare_offerings", {
      offerings: [
        { code: "A", name: "Dell" },
        { code: "B", name: "MSI" },
      ],
      rows: [],
    }),
    tool("trigger_web_hook", { action: "checkout", status: "pending", reference: "DH-1" }),
  ];
  expect(announce(message(...parts), nothingSaid("a1"), true, en).lines).toEqual([
    "Details: Dell 14, price ₫19,990,000.",
    "Comparison of 2 products: Dell; MSI.",
    "Your order awaits payment. Order DH-1.",
  ]);
});

it("says nothing of what stood there before", () => {
  const old = message(text("Xin chào bạn. Hẹn gặp"));
  expect(announce(old, allSaid(old), true, vi).lines).toEqual([]);
});

it("tells once that an answer was stopped, and only when it has ended", () => {
  const stopped: ChatMessage = { ...message(text("Dạ, em")), metadata: { status: "stopped" } };
  expect(announce(stopped, nothingSaid("a1"), false, vi).lines).toEqual([]);
  const first = announce(stopped, nothingSaid("a1"), true, vi);
  expect(first.lines).toEqual(["Dạ, em", "Bạn đã dừng câu trả lời này."]);
  expect(announce(stopped, first.progress, true, vi).lines).toEqual([]);
});
