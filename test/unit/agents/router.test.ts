import { describe, expect, it } from "vitest";
import { route } from "../../../src/agents/index.ts";

describe("the router", () => {
  it.each([
    "Tạm biệt",
    "tam biet nhe!",
    "Bye bye shop",
    "bye",
    "Goodbye!",
    "good bye",
    "ok bye nhé",
    "Cảm ơn, tạm biệt shop nhé!",
    "Thôi, hẹn gặp lại",
    "Chào shop nhé",
    "Kết thúc",
    "Không cần gì nữa đâu",
    "Thanks, that's all",
    "See you later!",
    "nothing else, thank you",
  ])("ends with %j", (text) => {
    expect(route(text)).toEqual({ to: "END", reason: "the message says goodbye" });
  });

  it.each([
    "",
    "Xin chào",
    "Chào shop",
    "Cảm ơn shop",
    "ok",
    "Cho tôi xem laptop",
    "Tạm biệt laptop cũ, cho mình xem mẫu mới",
    "bye the way, show me phones",
    "Kết thúc khuyến mãi ngày nào?",
    "Làm sao để nói tạm biệt bằng tiếng Anh?",
    "Nothing else matters, do you have it on CD?",
    "Khi nào thì hẹn gặp lại?",
  ])("works on with %j", (text) => {
    expect(route(text)).toMatchObject({ to: "AGENT_WORK" });
  });
});
