/** What a customer does with what was said: other answers, other words, a rating; and staff who come into the conversation. */
import { describe, expect, it } from "vitest";
import { accessibilityProblems, phone, sidewaysOverflow, type ChatPage } from "../support/chat-page.ts";
import { mockSite } from "../support/mock-site.ts";

const site = mockSite({ wordMs: 4 });
const { visit } = site;

const conversationOf = ({ page }: ChatPage) => {
  const conversation = site.mock.conversations.find(new URL(page.url()).searchParams.get("c") ?? "");
  if (!conversation) throw new Error("The page has no conversation.");
  return conversation;
};
const named = (chat: ChatPage, name: string) => chat.log.getByRole("button", { name, exact: true });
const sized = [
  ["a desktop", {}],
  ["a phone", phone],
] as const;

describe.each(sized)("on %s", (_, options) => {
  it("an answer made again stands beside the first one, and the customer goes from one to the other", () =>
    visit(async (chat) => {
      await chat.say("Chào shop");
      await chat.answer(1);
      await named(chat, "Trả lời lại").click();
      await chat.log.getByText("2/2").waitFor();
      const [, , , second] = conversationOf(chat).messages;
      await named(chat, "Phiên bản trước").click();
      await chat.log.getByText("1/2").waitFor();
      expect(conversationOf(chat).head).not.toBe(second?.id);
      expect(await named(chat, "Phiên bản trước").isDisabled()).toBe(true);
      await named(chat, "Phiên bản sau").click();
      await chat.log.getByText("2/2").waitFor();
      expect(await sidewaysOverflow(chat.page)).toBe(0);
      expect(await accessibilityProblems(chat.page)).toEqual([]);
    }, options));

  it("a message is said in other words, by keyboard alone; the earlier version is a press away", () =>
    visit(async (chat) => {
      await chat.say("Chào shop");
      await chat.answer(1);
      await chat.say("Cảm ơn");
      await chat.answer(2);
      await named(chat, "Sửa tin nhắn").first().press("Enter");
      const box = chat.log.getByRole("textbox");
      expect(await box.inputValue()).toBe("Chào shop");
      await box.press("Escape");
      expect(
        await named(chat, "Sửa tin nhắn")
          .first()
          .evaluate((button) => button === document.activeElement),
      ).toBe(true);
      await named(chat, "Sửa tin nhắn").first().press("Enter");
      await box.fill("Chào bạn");
      expect(await accessibilityProblems(chat.page)).toEqual([]);
      await box.press("Enter");
      await chat.log.getByText("2/2").waitFor();
      expect(await chat.log.locator(".message-user").count()).toBe(1);
      await named(chat, "Phiên bản trước").click();
      await chat.log.getByText("Cảm ơn", { exact: true }).waitFor();
      expect(await chat.log.locator(".message-user .bubble").allInnerTexts()).toEqual(["Chào shop", "Cảm ơn"]);
    }, options));

  it("staff come, speak and go, and the customer sees it at once", () =>
    visit(async (chat) => {
      await chat.say("Chào shop");
      await chat.answer(1);
      const conversation = conversationOf(chat);
      site.mock.conversations.hand(conversation, "staff");
      await chat.say("Có ai không?");
      await chat.log.getByText("Nhân viên đã tiếp nhận cuộc trò chuyện").waitFor();
      expect(await chat.log.getByText("Tin nhắn này chưa có câu trả lời").count()).toBe(0);
      expect(await named(chat, "Sửa tin nhắn").count()).toBe(0);
      site.mock.conversations.add(conversation, "staff", "s1", [{ type: "text", text: "Em chào anh, em là Hà ạ." }]);
      await chat.log.getByText("Em chào anh, em là Hà ạ.").waitFor();
      await chat.log.getByRole("heading", { name: "Nhân viên" }).waitFor();
      expect(await accessibilityProblems(chat.page)).toEqual([]);
      site.mock.conversations.hand(conversation, "bot");
      await chat.log.getByText("Nhân viên đã tiếp nhận cuộc trò chuyện").waitFor({ state: "detached" });
      await chat.say("Cho tôi xem laptop");
      await chat.answer(3);
    }, options));
});

describe("a rating", () => {
  it("is kept as pressed, changed by the other thumb, and taken back where it was not saved", () =>
    visit(async (chat) => {
      await chat.say("Chào shop");
      const answer = await chat.answer(1);
      const up = answer.getByRole("button", { name: "Câu trả lời tốt" });
      const down = answer.getByRole("button", { name: "Câu trả lời chưa tốt" });
      await up.click();
      await answer.getByText("Cảm ơn bạn đã đánh giá.").waitFor();
      expect(await up.getAttribute("aria-pressed")).toBe("true");
      site.mock.refuseNext("POST /v1/conversations", 503, "unavailable", "Away.");
      await down.click();
      await answer.getByText("Chưa lưu được đánh giá.").waitFor();
      expect([await up.getAttribute("aria-pressed"), await down.getAttribute("aria-pressed")]).toEqual(["true", "false"]);
    }));

  it("shows again after a reload, and can still be changed", () =>
    visit(async (chat) => {
      await chat.say("Chào shop");
      const answer = await chat.answer(1);
      await answer.getByRole("button", { name: "Câu trả lời chưa tốt" }).click();
      const kept = () => conversationOf(chat).messages.at(-1)?.rating;
      await expect.poll(kept).toBe("down");
      await chat.page.reload();
      const again = await chat.answer(1);
      await again.getByRole("button", { name: "Câu trả lời chưa tốt", pressed: true }).waitFor();
      await again.getByRole("button", { name: "Câu trả lời tốt" }).click();
      await expect.poll(kept).toBe("up");
      await chat.page.reload();
      await again.getByRole("button", { name: "Câu trả lời tốt", pressed: true }).waitFor();
      await again.getByRole("button", { name: "Câu trả lời chưa tốt", pressed: false }).waitFor();
    }));
});

it("a version that cannot be opened now is told of, and the page stays as it is", () =>
  visit(async (chat) => {
    await chat.say("Chào shop");
    await chat.answer(1);
    await named(chat, "Trả lời lại").click();
    await chat.log.getByText("2/2").waitFor();
    site.mock.refuseNext("POST /v1/conversations", 503, "unavailable", "Away.");
    await named(chat, "Phiên bản trước").click();
    await chat.page.getByRole("alert").getByText("Chưa mở được phiên bản khác.").waitFor();
    expect(await chat.log.getByText("2/2").count()).toBe(1);
  }));
