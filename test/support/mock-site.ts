/** The built page on its scripted server, in a browser: set up once for the tests of a file, and taken down after them. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContextOptions } from "playwright-core";
import { build } from "vite";
import { afterAll, beforeAll, expect } from "vitest";
import { launchBrowser } from "./browser.ts";
import { openChat, type ChatPage } from "./chat-page.ts";
import { startMockChat, type MockChat } from "./mock-chat-server.ts";

export interface MockSite {
  /** Both are there while tests run, and not before. */
  readonly mock: MockChat;
  readonly browser: Browser;
  /** Opens the page, hands it over, and closes it whatever happens. Nothing may have gone wrong in it. @param path with the query. */
  visit(check: (chat: ChatPage) => Promise<void>, options?: BrowserContextOptions, path?: string): Promise<void>;
}

/** Call at the top of a test file. @param wordMs pause between two words of an answer. */
export function mockSite({ wordMs }: { wordMs: number }): MockSite {
  let webRoot: string | undefined;
  let mock: MockChat | undefined;
  let browser: Browser | undefined;

  beforeAll(async () => {
    webRoot = await mkdtemp(join(tmpdir(), "edgewise-web-"));
    await build({ configFile: "web/vite.config.ts", build: { outDir: webRoot }, logLevel: "error" });
    mock = await startMockChat({ webRoot, wordMs });
    browser = await launchBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    await mock?.close();
    if (webRoot !== undefined) await rm(webRoot, { recursive: true, force: true });
  });

  return {
    get mock() {
      return started(mock);
    },
    get browser() {
      return started(browser);
    },
    async visit(check, options = {}, path = "/") {
      const chat = await openChat(started(browser), started(mock).origin + path, options);
      try {
        await check(chat);
        expect(chat.complaints).toEqual([]);
      } finally {
        started(mock).conversations.gate.open();
        await chat.close();
      }
    },
  };
}

function started<T>(part: T | undefined): T {
  if (part === undefined) throw new Error("The site is there only while tests run.");
  return part;
}
