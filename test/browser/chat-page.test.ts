/** The page against a scripted server: the cuts, refusals and odd moments that a real stack does not produce on demand. */
import type { Locator } from "playwright-core";
import { describe, expect, it, vi } from "vitest";
import { accessibilityProblems, phone, settled, sidewaysOverflow, type ChatPage } from "../support/chat-page.ts";
import { mockSite } from "../support/mock-site.ts";

const site = mockSite({ wordMs: 8 });
const { visit } = site;

/** Scrolls to the top as a reader does: again, where the page was still settling at its end. */
async function scrollUpUntil(chat: ChatPage, seen: Locator): Promise<void> {
  await vi.waitFor(
    async () => {
      await chat.page.locator(".scroller").evaluate((box) => box.scrollTo({ top: 0 }));
      await seen.waitFor({ timeout: 1000 });
    },
    { timeout: 20_000 },
  );
}

/** What is wrong; the place of the files' own complaints is there before there are any. */
const alert = (chat: ChatPage): Locator => chat.page.getByRole("alert").filter({ hasText: /\S/ });
const idOf = (chat: ChatPage): string => new URL(chat.page.url()).searchParams.get("c") ?? "";
const storedTexts = (id: string): string[] => site.mock.conversations.find(id)?.messages.map((message) => message.content) ?? [];
/** Whether all of it stands between the header and the composer. */
const isInView = async (chat: ChatPage, part: Locator): Promise<boolean> => {
  const [box, view] = [await part.boundingBox(), await chat.page.locator(".scroller").boundingBox()];
  return box !== null && view !== null && box.y >= view.y && box.y + box.height <= view.y + view.height;
};
const words = (text: string): string => text.replace(/\s+/g, " ").trim();

describe("a connection that breaks", () => {
  it("in mid-answer is taken up again, and no word shows twice", () =>
    visit(async (chat) => {
      await chat.say("Một câu trả lời dài");
      await chat.log.getByText("Đoạn 2.").waitFor();
      site.mock.cutStreams();
      await chat.log.getByText("Đoạn 4.").waitFor();
      site.mock.cutStreams();
      const shown = await (await chat.answer(1)).locator(".prose").innerText();
      expect(words(shown)).toBe(words(storedTexts(idOf(chat)).at(-1) ?? "nothing stored"));
    }));

  it("for longer than the answer takes costs nothing of it", () =>
    visit(async (chat) => {
      site.mock.conversations.gate.holdAfter("tool-input-available");
      await chat.say("Cho tôi xem laptop");
      await chat.log.getByText("Đang tìm sản phẩm…").waitFor();
      await chat.page.context().setOffline(true);
      site.mock.cutStreams();
      await chat.page.getByText("Bạn đang ngoại tuyến.").waitFor();
      site.mock.conversations.gate.open();
      await expect.poll(() => storedTexts(idOf(chat)).length, { timeout: 20_000 }).toBe(3);
      await chat.page.context().setOffline(false);
      const answer = await chat.answer(1);
      expect(await answer.getByRole("listitem").filter({ hasText: "₫" }).count()).toBe(5);
      expect(await chat.page.locator(".message-assistant").count()).toBe(2);
    }));

  it("before a message arrives sends it again, as the same message", () =>
    visit(async (chat) => {
      site.mock.dropNext("POST /v1/chat");
      await chat.say("Chào shop");
      await chat.answer(1);
      expect(await chat.page.locator(".bubble").count()).toBe(1);
      expect(storedTexts(idOf(chat)).filter((text) => text === "Chào shop")).toHaveLength(1);
    }));

  it("by a reload in mid-answer shows the whole answer, once", () =>
    visit(async (chat) => {
      await chat.say("Một câu trả lời dài");
      await chat.log.getByText("Đoạn 2.").waitFor();
      site.mock.conversations.gate.hold();
      await chat.page.reload();
      await chat.log.getByText("Đoạn 2.").waitFor();
      site.mock.conversations.gate.open();
      const shown = await (await chat.answer(1)).locator(".prose").innerText();
      expect(words(shown)).toBe(words(storedTexts(idOf(chat)).at(-1) ?? "nothing stored"));
      expect(await chat.log.getByText("Đoạn 1.").count()).toBe(1);
    }));
});

describe("a server that refuses", () => {
  it("is understood, and asked again when the customer wishes", () =>
    visit(async (chat) => {
      site.mock.refuseNext("POST /v1/chat", 429, "rate_limited", "Too many requests.");
      await chat.say("Chào shop");
      await alert(chat).getByText("Chưa gửi được tin nhắn.").waitFor();
      await chat.page.getByRole("button", { name: "Thử lại" }).click();
      await chat.answer(1);
      expect(await alert(chat).count()).toBe(0);
      expect(await chat.page.locator(".bubble").count()).toBe(1);
    }));

  it("a token that has ended is replaced without a word", () =>
    visit(async (chat) => {
      const before = site.mock.tokensGiven();
      site.mock.expireTokens();
      await chat.say("Chào shop");
      await chat.answer(1);
      expect(site.mock.tokensGiven()).toBe(before + 1);
    }));

  it("a model that fails leaves what it said, and can be asked again", () =>
    visit(async (chat) => {
      await chat.say("gây lỗi");
      await alert(chat).getByText("Trợ lý chưa trả lời được.").waitFor();
      expect(await chat.log.getByText("Mình đang xem giúp bạn").count()).toBe(1);
      // Held, lest the second failure comes before anybody has seen that the first one is gone.
      site.mock.conversations.gate.hold();
      await chat.page.getByRole("button", { name: "Thử lại" }).click();
      await alert(chat).waitFor({ state: "hidden" });
      site.mock.conversations.gate.open();
      await alert(chat).waitFor();
      expect(await chat.log.getByText("Mình đang xem giúp bạn").count()).toBe(1);
      await chat.page.reload();
      const reason = "Câu trả lời này chưa hoàn tất. Mô hình ngôn ngữ không trả lời. Bạn thử lại nhé.";
      await expect.poll(() => isInView(chat, chat.log.getByText(reason).last())).toBe(true);
    }));

  it("is not asked to take what is too long for it", () =>
    visit(async (chat) => {
      await chat.input.fill("đ".repeat(33_000));
      await chat.page.getByText("33.000/32.000 ký tự").waitFor();
      await chat.page.getByRole("status").getByText("Mỗi tin nhắn chứa tối đa 32.000 ký tự.").waitFor();
      await chat.input.press("Enter");
      expect(await chat.page.getByRole("button", { name: "Gửi" }).isDisabled()).toBe(true);
      expect(await chat.page.locator(".bubble").count()).toBe(0);
      await chat.say("đ".repeat(32_000));
      await chat.answer(1);
      expect(storedTexts(idOf(chat)).at(1)).toHaveLength(32_000);
    }));

  it("an address of nobody's conversation leads to a new one", async () => {
    const context = await site.browser.newContext({ locale: "vi-VN" });
    const page = await context.newPage();
    await page.goto(`${site.mock.origin}/?c=conv_of_somebody_else`);
    await page.getByRole("heading", { name: "Không tìm thấy cuộc trò chuyện này" }).waitFor();
    await page.getByRole("alert").getByRole("button", { name: "Trò chuyện mới" }).click();
    await page.getByRole("log").getByText("Xin chào!").waitFor();
    expect(new URL(page.url()).searchParams.get("c")).toMatch(/^conv_mock/);
    await context.close();
  });
});

describe("the keyboard", () => {
  it("writes, breaks lines and sends; an input method keeps its Enter", () =>
    visit(async (chat) => {
      await chat.page.getByRole("button", { name: "Trò chuyện mới" }).first().focus();
      await chat.page.keyboard.press("/");
      await chat.page.keyboard.type("dòng một");
      await chat.page.keyboard.press("Shift+Enter");
      await chat.page.keyboard.type("dòng hai");
      expect(await chat.input.inputValue()).toBe("dòng một\ndòng hai");
      await chat.input.evaluate((box) =>
        box.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", isComposing: true, bubbles: true })),
      );
      expect(await chat.page.locator(".bubble").count()).toBe(0);
      await chat.page.keyboard.press("Enter");
      expect(await chat.page.locator(".bubble").innerText()).toBe("dòng một\ndòng hai");
      expect(await chat.input.inputValue()).toBe("");
    }));

  it("writes from the first moment, but no phone opens its own unasked", async () => {
    const writing = (chat: ChatPage): Promise<boolean> => chat.input.evaluate((box) => box === document.activeElement);
    await visit(async (chat) => expect.poll(() => writing(chat)).toBe(true));
    await visit(async (chat) => expect(await writing(chat)).toBe(false), phone);
  });

  it("Esc stops, Ctrl+K goes back to writing", () =>
    visit(async (chat) => {
      await chat.say("Một câu trả lời dài");
      await chat.log.getByText("Đoạn 1.").waitFor();
      site.mock.conversations.gate.hold();
      await chat.page.keyboard.press("Escape");
      await (await chat.answer(1)).getByText("Bạn đã dừng câu trả lời này.").waitFor();
      site.mock.conversations.gate.open();
      await chat.page.getByRole("button", { name: "Sao chép" }).last().focus();
      await chat.page.keyboard.press("Control+k");
      expect(await chat.input.evaluate((box) => box === document.activeElement)).toBe(true);
    }));

  it("arrows walk the list of conversations", () =>
    visit(async (chat) => {
      for (const text of ["Chào một", "Chào hai"]) {
        await chat.page.getByRole("navigation").getByRole("button", { name: "Trò chuyện mới" }).click();
        await chat.page.getByRole("list", { name: "Gợi ý để bắt đầu" }).waitFor();
        await chat.say(text);
        await chat.answer(1);
      }
      await chat.page.getByRole("link", { name: "Chào hai" }).focus();
      await chat.page.keyboard.press("ArrowDown");
      await chat.page.keyboard.press("Enter");
      await chat.page.getByRole("heading", { level: 1, name: "Chào một" }).waitFor();
      await chat.page.goBack();
      await chat.page.getByRole("heading", { level: 1, name: "Chào hai" }).waitFor();
    }));
});

describe("a reader", () => {
  it("who scrolls up is left alone, and told that there is more", () =>
    visit(
      async (chat) => {
        await chat.say("Một câu trả lời dài");
        await chat.log.getByText("Đoạn 8.").waitFor();
        site.mock.conversations.gate.hold();
        const scroller = chat.page.locator(".scroller");
        await scroller.hover();
        await chat.page.mouse.wheel(0, -400);
        await chat.page.getByRole("button", { name: "Xuống cuối" }).waitFor();
        const place = await settled(chat.page, () => scroller.evaluate((box) => box.scrollTop));
        site.mock.conversations.gate.open();
        const more = chat.page.getByRole("button", { name: "Tin nhắn mới" });
        await more.waitFor();
        await chat.answer(1);
        expect(await scroller.evaluate((box) => box.scrollTop)).toBe(place);
        await more.click();
        await expect.poll(() => scroller.evaluate((box) => Math.round(box.scrollHeight - box.clientHeight - box.scrollTop))).toBe(0);
      },
      { viewport: { width: 800, height: 500 } },
    ));

  it.each([
    ["a phone", phone],
    ["a desktop", {}],
  ])("on %s sees the sentence under the cards, and how it ended", (_, options) =>
    visit(async (chat) => {
      await chat.say("Cho tôi xem kỹ laptop");
      const sentence = chat.log.getByText("Đoạn 1.");
      await sentence.waitFor();
      site.mock.conversations.gate.hold();
      await expect.poll(() => isInView(chat, sentence)).toBe(true);
      await expect.poll(() => chat.page.getByRole("button", { name: "Xuống cuối" }).count()).toBe(0);
      await chat.page.getByRole("button", { name: "Dừng trả lời" }).click();
      const ending = chat.log.getByText("Bạn đã dừng câu trả lời này.");
      await expect.poll(() => isInView(chat, ending)).toBe(true);
      await expect.poll(() => isInView(chat, chat.log.getByRole("button", { name: "Trả lời lại" }))).toBe(true);
    }, options),
  );

  it("who is a little above the end is brought to how the answer ended", () =>
    visit(
      async (chat) => {
        await chat.say("Một câu trả lời dài");
        await chat.log.getByText("Đoạn 9.").waitFor();
        site.mock.conversations.gate.hold();
        await chat.page.locator(".scroller").hover();
        await chat.page.mouse.wheel(0, -100);
        const down = chat.page.getByRole("button", { name: "Xuống cuối" });
        await down.waitFor();
        await chat.page.keyboard.press("Escape");
        await expect.poll(() => isInView(chat, chat.log.getByText("Bạn đã dừng câu trả lời này."))).toBe(true);
        await down.waitFor({ state: "hidden" });
      },
      { viewport: { width: 800, height: 650 } },
    ));

  it("of one's own long words sees the beginning, and the rest on request", () =>
    visit(async (chat) => {
      const long = "Mình cần máy nhẹ, pin bền. ".repeat(60);
      await chat.say(long);
      await chat.answer(1);
      const bubble = chat.page.locator(".bubble");
      const folded = (await bubble.boundingBox())?.height ?? 0;
      await bubble.getByRole("button", { name: "Xem thêm" }).click();
      await bubble.getByRole("button", { name: "Thu gọn", expanded: true }).waitFor();
      expect((await bubble.boundingBox())?.height).toBeGreaterThan(folded);
      expect(await bubble.locator("p").innerText()).toBe(long.trim());
    }));

  it("of a comparison sees which column is the first one", () =>
    visit(async (chat) => {
      await chat.say("So sánh cái 2 với cái 4");
      await (await chat.answer(1)).getByRole("columnheader", { name: "Số 1: ASUS Vivobook 15" }).waitFor();
      await chat.log.getByRole("columnheader", { name: "Số 2: Dell Inspiron 14 5440" }).waitFor();
    }));

  it("of a long conversation gets the older part page by page", async () => {
    const long = site.mock.conversations.start("vi", "conv_long");
    for (let n = 1; n <= 120; n++)
      site.mock.conversations.add(long, n % 2 ? "user" : "assistant", `m${n}`, [{ type: "text", text: `Tin số ${n}.` }]);
    await visit(
      async (chat) => {
        expect(await chat.log.getByRole("article").count()).toBe(50);
        await scrollUpUntil(chat, chat.log.getByText("Tin số 1.", { exact: true }));
        expect(await chat.log.getByRole("article").count()).toBe(121);
      },
      {},
      "/?c=conv_long",
    );
  });

  it("whose older part is refused once asks again, and keeps the place", async () => {
    const long = site.mock.conversations.start("vi", "conv_refused");
    for (let n = 1; n <= 120; n++)
      site.mock.conversations.add(long, n % 2 ? "user" : "assistant", `r${n}`, [{ type: "text", text: `Tin số ${n}.` }]);
    await visit(
      async (chat) => {
        site.mock.refuseNext("GET /v1/conversations/conv_refused/messages?limit=50&cursor=", 503, "unavailable", "Busy.");
        const again = chat.log.getByRole("button", { name: "Thử lại" });
        await scrollUpUntil(chat, again);
        // Where the page stands still: nothing loads, and only the reader asks again.
        const first = chat.log.getByText("Tin số 71.", { exact: true });
        const yOf = async () => (await first.boundingBox())?.y ?? Number.POSITIVE_INFINITY;
        const before = await settled(chat.page, yOf);
        await again.click();
        await chat.log.getByText("Tin số 70.", { exact: true }).waitFor({ state: "attached" });
        // The reader's line stays where it was, give or take the button that has gone.
        await expect.poll(async () => Math.abs((await yOf()) - before)).toBeLessThan(60);
      },
      {},
      "/?c=conv_refused",
    );
  });

  it("who listens hears whole sentences, each once", () =>
    visit(async (chat) => {
      await chat.say("Chào shop");
      await chat.answer(1);
      const said = async () => (await chat.page.getByTestId("announcer").locator("p").allInnerTexts()).slice(-3);
      await expect
        .poll(said)
        .toEqual(["Chào bạn!", "Bạn cần tìm laptop, điện thoại hay linh kiện?", "Cứ nói mức giá, mình lọc giúp ngay."]);
    }));

  it("who has written keeps the draft over a reload", () =>
    visit(async (chat) => {
      await chat.input.fill("Đang viết dở");
      await chat.page.reload();
      await chat.page.locator(".message-assistant").waitFor();
      expect(await chat.input.inputValue()).toBe("Đang viết dở");
    }));

  it("who switches the language is greeted in it; once it has begun, a conversation stays as it is", () =>
    visit(async (chat) => {
      await chat.page.getByRole("radio", { name: "English" }).check({ force: true });
      await chat.log.getByText("Hello! I am the assistant").waitFor();
      await chat.say("laptop");
      await chat.answer(1);
      const id = idOf(chat);
      await chat.page.getByRole("radio", { name: "Tiếng Việt" }).check({ force: true });
      await chat.log.getByText("5 trong 14 sản phẩm").waitFor();
      expect(idOf(chat)).toBe(id);
      expect(await chat.page.locator("html").getAttribute("lang")).toBe("vi");
    }));
});

describe("the whole page", () => {
  it.each(["light", "dark"] as const)("has nothing that axe objects to, in %s", (colorScheme) =>
    visit(
      async (chat) => {
        expect(await accessibilityProblems(chat.page)).toEqual([]);
        const turns = ["Cho tôi xem laptop", "Cái thứ 2", "So sánh với cái 4", "Mua cái đầu"];
        for (const [index, text] of turns.entries()) {
          await chat.say(text);
          await chat.answer(index + 1);
        }
        // What is fading in has not its contrast yet.
        await chat.page.waitForFunction(() => document.getAnimations().every((animation) => animation.playState === "finished"));
        expect(await accessibilityProblems(chat.page)).toEqual([]);
      },
      { colorScheme },
    ),
  );

  it("fits a phone, and keeps the list in a drawer", () =>
    visit(async (chat) => {
      for (const [index, text] of ["Cho tôi xem laptop", "So sánh với cái 4"].entries()) {
        await chat.say(text);
        await chat.answer(index + 1);
        expect(await sidewaysOverflow(chat.page)).toBe(0);
      }
      await chat.page.getByRole("button", { name: "Mở danh sách trò chuyện" }).tap();
      const drawer = chat.page.getByRole("dialog");
      await drawer.getByRole("link", { name: "Cho tôi xem laptop" }).first().waitFor();
      await chat.page.keyboard.press("Escape");
      await drawer.waitFor({ state: "hidden" });
    }, phone));
});
