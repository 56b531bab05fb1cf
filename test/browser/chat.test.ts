/** The page on the real stack: what `npm start` serves, driven as a customer would. */
import type { Browser, Locator } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { launchBrowser } from "../support/browser.ts";
import { accessibilityProblems, openChat, phone, sidewaysOverflow, type ChatPage } from "../support/chat-page.ts";
import { startStack, type Stack } from "../support/stack.ts";

/** Slow enough to reload and to stop in mid-answer. */
const WORD_MS = 40;

let stack: Stack;
let browser: Browser;

beforeAll(async () => {
  stack = await startStack({ env: { OFFLINE_TOKEN_DELAY_MS: String(WORD_MS) } });
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  await stack?.stop();
});

async function visit(check: (chat: ChatPage) => Promise<void>, options: Parameters<typeof openChat>[2] = {}): Promise<void> {
  const chat = await openChat(browser, stack.url, options);
  try {
    await check(chat);
    expect(chat.complaints).toEqual([]);
  } finally {
    await chat.close();
  }
}

const messages = z.object({
  data: z.array(
    z.object({
      id: z.string(),
      author_type: z.string(),
      content: z.string(),
      created_at: z.string(),
      metadata: z.looseObject({ status: z.string().optional() }),
    }),
  ),
});

/** What the server keeps of the conversation, oldest first, as its owner reads it. */
async function stored(chat: ChatPage): Promise<z.infer<typeof messages>["data"]> {
  const id = new URL(chat.page.url()).searchParams.get("c") ?? "";
  const response = await fetch(`${stack.url}/v1/conversations/${id}/messages?limit=50`, { headers: { authorization: "Bearer demo" } });
  const { data } = messages.parse(await response.json());
  return data.toSorted((left, right) => left.created_at.localeCompare(right.created_at));
}

/** The words of a text, without the marks of markdown and however it is broken into lines. */
const words = (text: string): string =>
  text
    .replace(/^\s*(?:[-*]|\d+\.)\s+/gm, "")
    .replace(/\*\*/g, "")
    .replace(/\s+/g, " ")
    .trim();

const prose = async (answer: Locator): Promise<string> => words((await answer.locator(".prose").allInnerTexts()).join("\n"));

async function answerStored(chat: ChatPage): Promise<string> {
  const last = (await stored(chat)).findLast(({ author_type }) => author_type === "assistant");
  return words(last?.content ?? "nothing stored");
}

describe("the retail journey", () => {
  it("runs from a list to a checkout, each step with its card and its state", () =>
    visit(async (chat) => {
      const state = chat.page.locator(".state[role=status]");
      expect(await state.innerText()).toContain("Sẵn sàng");

      await chat.say("Cho tôi xem laptop");
      const list = await chat.answer(1);
      const rows = list.getByRole("group", { name: "Sản phẩm tìm thấy" }).getByRole("listitem").filter({ hasText: "₫" });
      expect(await rows.count()).toBe(5);
      expect(await rows.nth(1).innerText()).toMatch(/2[\s\S]+RAM \d+ GB[\s\S]+\d{1,2}\.\d{3}\.000/);
      expect(await state.innerText()).toContain("Đang xem danh mục");
      const [second, fourth] = await Promise.all([1, 3].map((index) => rows.nth(index).getByRole("button").innerText()));

      await chat.say("Cái thứ 2");
      const details = await chat.answer(2);
      expect(await details.getByRole("heading", { level: 3 }).innerText()).toBe(second);
      expect(await details.getByRole("term").allInnerTexts()).toContain("Bộ xử lý");
      expect(await state.innerText()).toContain("Đang xem chi tiết");

      await chat.say("So sánh với cái 4");
      const comparison = (await chat.answer(3)).getByRole("table");
      // Each column has its number above its name.
      const columns = await comparison.getByRole("columnheader").allInnerTexts();
      expect(columns.map((column) => column.split("\n").slice(-2))).toEqual([
        ["1", second],
        ["2", fourth],
      ]);
      expect(await comparison.getByText("(Tốt nhất)").count()).toBeGreaterThan(0);
      expect(await state.innerText()).toContain("Đang so sánh");

      await chat.say("Mua cái đầu");
      const order = (await chat.answer(4)).getByRole("group", { name: "Đơn hàng đang chờ thanh toán" });
      expect(await order.getByRole("listitem").innerText()).toContain(second);
      const checkout = order.getByRole("link", { name: "Mở trang thanh toán" });
      expect((await fetch((await checkout.getAttribute("href")) ?? "")).status).toBe(200);
      expect(await state.innerText()).toContain("Đang đặt mua");
    }));

  it("is one tap a step, too", () =>
    visit(async (chat) => {
      await chat.page.getByRole("button", { name: "Laptop dưới 20 triệu" }).click();
      const list = await chat.answer(1);
      await list
        .getByRole("button", { name: /^Xem chi tiết/ })
        .nth(1)
        .click();
      await chat.answer(2);
      await chat.page.getByRole("button", { name: "So sánh với cái 1" }).click();
      const comparison = await chat.answer(3);
      await comparison.getByRole("button", { name: /^Mua / }).last().click();
      const checkout = (await chat.answer(4)).getByRole("link", { name: "Mở trang thanh toán" });
      const address = (await checkout.getAttribute("href")) ?? "";
      await chat.page.getByRole("button", { name: "Đã thanh toán" }).last().click();
      await (await chat.answer(5)).getByRole("group", { name: "Đơn hàng đang chờ thanh toán" }).waitFor();
      await fetch(address, { method: "POST" });
      await chat.page.getByRole("button", { name: "Đã thanh toán" }).last().click();
      await (await chat.answer(6)).getByRole("group", { name: "Đơn hàng đã được xác nhận" }).waitFor();
      expect(await chat.page.locator(".state[role=status]").innerText()).toContain("Hoàn tất");
    }));

  it("speaks English on an English page", () =>
    visit(
      async (chat) => {
        await chat.say("Show me laptops");
        expect(await (await chat.answer(1)).getByRole("group", { name: "Products found" }).innerText()).toMatch(/₫\d{2},\d{3},000/);
        expect(await chat.page.locator(".state[role=status]").innerText()).toContain("Browsing");
        await chat.page.getByRole("radio", { name: "Tiếng Việt" }).check({ force: true });
        await chat.page.getByRole("group", { name: "Sản phẩm tìm thấy" }).waitFor();
        expect(await chat.page.locator(".state[role=status]").innerText()).toContain("Đang xem danh mục");
      },
      { locale: "en-US" },
    ));
});

describe("an answer", () => {
  it("survives a reload in its middle: the whole of it, once", () =>
    visit(async (chat) => {
      await chat.say("Cho tôi xem laptop");
      await chat.page.locator(".prose[data-streaming]").waitFor();
      await chat.page.reload();
      await chat.page.locator(".prose[data-streaming]").waitFor();
      const answer = await chat.answer(1);
      expect(await prose(answer)).toBe(await answerStored(chat));
      expect(await chat.page.locator(".message-assistant").count()).toBe(2);
      expect(await answer.getByRole("group", { name: "Sản phẩm tìm thấy" }).count()).toBe(1);
    }));

  it("stops when told to, keeps what was said, and can be given again", () =>
    visit(async (chat) => {
      await chat.say("Cho tôi xem laptop");
      await chat.page.locator(".prose[data-streaming]").waitFor();
      await chat.page.getByRole("button", { name: "Dừng trả lời" }).click();
      const stopped = await chat.answer(1);
      await stopped.getByText("Bạn đã dừng câu trả lời này.").waitFor();
      expect((await stored(chat)).at(-1)?.metadata.status).toBe("stopped");
      expect(await prose(stopped)).toBe(await answerStored(chat));

      await stopped.getByRole("button", { name: "Trả lời lại" }).click();
      await stopped.getByText("Bạn đã dừng câu trả lời này.").waitFor({ state: "hidden" });
      await chat.answer(1);
      await chat.page.reload();
      const again = await chat.answer(1);
      expect(await chat.page.locator(".message-assistant").count()).toBe(2);
      expect(await again.getByText("Bạn đã dừng câu trả lời này.").count()).toBe(0);
    }));
});

describe("the page", () => {
  it("keeps a visitor's conversations in Postgres and his identity in a cookie, and knows no owner's key", () =>
    visit(async (chat) => {
      const keys = new Set<string | undefined>();
      chat.page.on("request", (request) => keys.add(request.headers()["authorization"]));
      await chat.say("Chào shop");
      await chat.answer(1);
      const listed = chat.page.waitForResponse((response) => response.url().includes("/v1/conversations?"));
      await chat.page.evaluate(() => localStorage.clear());
      await expect.poll(() => titles(), { timeout: 30_000 }).toContain("Chào shop");
      await chat.page.reload();
      await listed;
      await chat.page.getByRole("link", { name: "Chào shop" }).waitFor();
      expect([...keys].join(" ")).not.toContain("Bearer demo");
      expect((await chat.page.context().cookies()).map(({ httpOnly }) => httpOnly)).toEqual([true]);
    }));

  it("fits a phone, whatever card it shows", () =>
    visit(async (chat) => {
      for (const [index, text] of ["Cho tôi xem laptop", "Cái thứ 2", "So sánh với cái 4", "Mua cái đầu"].entries()) {
        await chat.say(text);
        await chat.answer(index + 1);
        expect(await sidewaysOverflow(chat.page)).toBe(0);
      }
      expect(await accessibilityProblems(chat.page)).toEqual([]);
    }, phone));
});

const conversations = z.object({ data: z.array(z.object({ title: z.string().nullable() })) });

/** The titles that Postgres has. */
async function titles(): Promise<(string | null)[]> {
  const response = await fetch(`${stack.url}/v1/conversations?q=${encodeURIComponent("Chào shop")}`, {
    headers: { authorization: "Bearer demo" },
  });
  return conversations.parse(await response.json()).data.map(({ title }) => title);
}
