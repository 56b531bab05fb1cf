/** The chat page as its tests handle it. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";

export const phone: BrowserContextOptions = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
const desktop: BrowserContextOptions = { viewport: { width: 1280, height: 800 } };

export interface ChatPage {
  page: Page;
  input: Locator;
  /** What was said, without the live region that says it again. */
  log: Locator;
  /** Types and sends; does not wait for the answer. */
  say(text: string): Promise<void>;
  /** The `n`-th finished answer, the greeting being the 0th. */
  answer(n: number): Promise<Locator>;
  /** What went wrong in the page besides refused and broken requests, which a test may provoke. */
  complaints: string[];
  close(): Promise<void>;
}

/** Opens the page in a browser profile of its own, in Vietnamese unless told otherwise, once its first message shows. */
export async function openChat(browser: Browser, address: string, options: BrowserContextOptions = {}): Promise<ChatPage> {
  const context = await browser.newContext({ ...desktop, locale: "vi-VN", ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) complaints.push(message.text());
  });
  await page.goto(address);
  const input = page.getByRole("textbox");
  await page.locator(".message-assistant").first().waitFor();
  return {
    page,
    input,
    log: page.getByRole("log"),
    complaints,
    say: async (text) => {
      await input.fill(text);
      await input.press("Enter");
    },
    answer: async (n) => {
      const answer = page.locator(".message-assistant[aria-busy=false]").nth(n);
      await answer.waitFor();
      return answer;
    },
    close: () => context.close(),
  };
}

/** What axe finds wrong with the page once nothing fades in any more: rule and first element, one line each. */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  await stoodStill(page);
  const source = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  // Through the debugger, since the page's policy lets no foreign script in.
  await page.evaluate(source);
  const found: unknown = await page.evaluate(
    "axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes[0].html))",
  );
  return Array.isArray(found) ? found.map(String) : ["axe did not answer"];
}

/** Ends when what moves for a while has arrived: what is half faded in has a contrast that nobody is meant to read. */
async function stoodStill(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const passing = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
    // One that is cancelled because its element went is over as well.
    await Promise.allSettled(passing.map(({ finished }) => finished));
  });
}

/** What `read` gives once it has been the same for two frames: nothing scrolls, nothing is laid out anew. */
export async function settled(page: Page, read: () => Promise<number>): Promise<number> {
  for (let before = Number.NaN; ;) {
    const now = await read();
    if (now === before) return now;
    before = now;
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  }
}

/** How many pixels the page is wider than its window. */
export async function sidewaysOverflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
}
