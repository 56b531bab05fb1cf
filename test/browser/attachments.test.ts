/** Files in the composer and in messages, against a scripted server. */
import { describe, expect, it } from "vitest";
import { accessibilityProblems, phone, sidewaysOverflow, type ChatPage } from "../support/chat-page.ts";
import { mockSite } from "../support/mock-site.ts";
import { pdf, png } from "../support/sample-files.ts";

const site = mockSite({ wordMs: 8 });
const { visit } = site;

const image = { name: "hóa đơn.png", mimeType: "image/png", buffer: Buffer.from(png) };
const paper = { name: "bảo hành.pdf", mimeType: "application/pdf", buffer: Buffer.from(pdf) };

/** Chooses files by the button, as a keyboard does. */
async function choose({ page }: ChatPage, ...files: (typeof image)[]): Promise<void> {
  const dialogue = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Đính kèm tệp" }).focus();
  await page.keyboard.press("Enter");
  await (await dialogue).setFiles(files);
}

const trayOf = ({ page }: ChatPage) => page.getByRole("list", { name: "Tệp sẽ gửi" });

/** So many files are in the tray, and none is still on its way: only then does Enter send. */
async function uploaded(chat: ChatPage, count: number): Promise<void> {
  await expect.poll(() => trayOf(chat).getByRole("listitem").count()).toBe(count);
  await expect.poll(() => trayOf(chat).getByRole("progressbar").count()).toBe(0);
}

const conversationOf = ({ page }: ChatPage) => site.mock.conversations.find(new URL(page.url()).searchParams.get("c") ?? "");

describe.each([
  ["at a desk", {}],
  ["on a phone", phone],
])("%s", (_, options) => {
  it("an image and a paper are attached, sent by reference and shown, also after a reload", async () => {
    await visit(async (chat) => {
      const { page, log } = chat;
      await choose(chat, image, paper);
      const tray = trayOf(chat);
      await uploaded(chat, 2);
      await page.getByRole("status").filter({ hasText: "đã sẵn sàng" }).waitFor({ state: "attached" });
      expect(await accessibilityProblems(page)).toEqual([]);
      expect(await sidewaysOverflow(page)).toBe(0);
      await chat.say("Máy này còn bảo hành không?");
      await chat.answer(1);
      expect(await tray.count()).toBe(0);
      const sent = conversationOf(chat)?.messages.find(({ author_type }) => author_type === "user");
      expect(sent?.parts).toEqual([
        { type: "file", mediaType: "image/png", filename: image.name, url: expect.stringMatching(/^\/v1\/files\/file_\d+$/) },
        { type: "file", mediaType: "application/pdf", filename: paper.name, url: expect.stringMatching(/^\/v1\/files\/file_\d+$/) },
        { type: "text", text: "Máy này còn bảo hành không?" },
      ]);
      for (const again of [false, true]) {
        if (again) await page.reload();
        const picture = log.getByRole("img", { name: image.name });
        await picture.waitFor();
        await expect.poll(() => picture.evaluate((node) => node instanceof HTMLImageElement && node.naturalWidth)).toBe(1);
        await log.getByRole("link", { name: `Mở ${paper.name} trong thẻ mới` }).waitFor();
      }
      expect(await accessibilityProblems(page)).toEqual([]);
      expect(await sidewaysOverflow(page)).toBe(0);
    }, options);
  });
});

it("a file is sent without a word", async () => {
  await visit(async (chat) => {
    await choose(chat, image);
    await chat.page.getByRole("button", { name: "Gửi", exact: true }).click();
    await chat.answer(1);
    expect(conversationOf(chat)?.messages[1]?.parts).toHaveLength(1);
  });
});

it("a file can be taken out again before it is sent", async () => {
  await visit(async (chat) => {
    await choose(chat, image, paper);
    await chat.page.getByRole("button", { name: `Gỡ ${image.name}` }).click();
    await uploaded(chat, 1);
    await chat.say("Còn một tệp");
    await chat.answer(1);
    expect(conversationOf(chat)?.messages[1]?.parts).toMatchObject([{ filename: paper.name }, { type: "text" }]);
  });
});

describe("what cannot be sent is said, and holds the message back:", () => {
  it("a file that is empty", async () => {
    await visit(async (chat) => {
      await choose(chat, { ...image, buffer: Buffer.alloc(0) });
      await chat.page.getByRole("alert").filter({ hasText: "là tệp rỗng" }).waitFor();
      expect(await chat.page.getByRole("button", { name: "Gửi", exact: true }).isDisabled()).toBe(true);
    });
  });

  it("a type that the server does not take, which is not tried again", async () => {
    site.mock.refuseNext("POST /v1/files", 415, "unsupported_media_type", "Send a PNG.");
    await visit(async (chat) => {
      await choose(chat, image);
      await chat.page
        .getByRole("alert")
        .filter({ hasText: `Không gửi được ${image.name}` })
        .waitFor();
      expect(await chat.page.getByRole("button", { name: `Tải lại ${image.name}` }).count()).toBe(0);
    });
  });

  it("a server that is busy, after which it goes up again when asked", async () => {
    site.mock.refuseNext("POST /v1/files", 503, "unavailable", "Try again.");
    await visit(async (chat) => {
      await choose(chat, image);
      await chat.page
        .getByRole("alert")
        .filter({ hasText: `Chưa tải được ${image.name} lên` })
        .waitFor();
      await chat.page.getByRole("button", { name: `Tải lại ${image.name}` }).click();
      await chat.page.getByRole("status").filter({ hasText: "đã sẵn sàng" }).waitFor({ state: "attached" });
    });
  });

  it("more files than a message takes", async () => {
    await visit(async (chat) => {
      await choose(chat, ...Array.from({ length: 6 }, (_, index) => ({ ...image, name: `${index}.png` })));
      await chat.page.getByRole("alert").filter({ hasText: "tối đa 5 tệp" }).waitFor();
      await expect.poll(() => trayOf(chat).getByRole("listitem").count()).toBe(5);
    });
  });
});
