import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it, vi } from "vitest";
import type { ChatMessage } from "../../../../../web/chat/conversation/message.ts";
import type { Opened } from "../../../../../web/chat/conversation/open.ts";
import { useOlder, type Older } from "../../../../../web/chat/hooks/use-older.ts";
import type { ChatApi } from "../../../../../web/chat/wire/api.ts";
import type { MessagePageWire } from "../../../../../web/chat/wire/schemas.ts";

const opened: Opened = {
  id: "conv_1",
  state: "idle",
  messages: [],
  older: { cursor: "c4", endsAt: "m4" },
  fresh: false,
  staffed: false,
};

/** Two messages a page, `m4 m3` and then `m2 m1`; each page comes when it is let go, or not at all. */
function server() {
  const asked: (string | null)[] = [];
  const waiting: PromiseWithResolvers<MessagePageWire>[] = [];
  const message = (n: number) => ({ id: `m${n}`, previous_message_id: n > 1 ? `m${n - 1}` : null, author_type: "user", content: `${n}` });
  const pages: MessagePageWire[] = [
    { data: [message(3), message(4)], has_more: true, next_cursor: "c2" },
    { data: [message(1), message(2)], has_more: false, next_cursor: null },
  ];
  const api: Pick<ChatApi, "messages"> = {
    messages(_id, cursor) {
      asked.push(cursor);
      const page = Promise.withResolvers<MessagePageWire>();
      waiting.push(page);
      return page.promise;
    },
  };
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  return {
    asked,
    api: api as ChatApi,
    async answer() {
      const page = pages.shift();
      if (page) waiting.shift()?.resolve(page);
      await settled();
    },
    async refuse() {
      waiting.shift()?.reject(new TypeError("fetch failed"));
      await settled();
    },
  };
}

/** The hook as it was drawn once and never again: what an observer or a press holds that comes before the next drawing. */
function drawnOnce(api: ChatApi) {
  const prepended: string[][] = [];
  const prepend = vi.fn((messages: ChatMessage[]) => void prepended.push(messages.map(({ id }) => id)));
  let older: Older | undefined;
  renderToStaticMarkup(<Drawn />);
  function Drawn() {
    older = useOlder(opened, api, prepend);
    return null;
  }
  if (!older) throw new Error("Nothing was drawn.");
  return { older, prepended };
}

describe("useOlder", () => {
  it("asks for a page once, however often it is called while the page is on its way", async () => {
    const { api, asked, answer } = server();
    const { older, prepended } = drawnOnce(api);
    older.load();
    older.load();
    expect(asked).toEqual(["c4"]);
    await answer();
    expect(prepended).toEqual([["m3", "m4"]]);
  });

  it("goes on where the last page ended, also for who still holds what was drawn before it", async () => {
    const { api, asked, answer } = server();
    const { older, prepended } = drawnOnce(api);
    older.load();
    await answer();
    older.load();
    await answer();
    older.load();
    expect(asked).toEqual(["c4", "c2"]);
    expect(prepended).toEqual([
      ["m3", "m4"],
      ["m1", "m2"],
    ]);
  });

  it("asks for the same page again where it was refused", async () => {
    const { api, asked, answer, refuse } = server();
    const { older, prepended } = drawnOnce(api);
    older.load();
    await refuse();
    expect(prepended).toEqual([]);
    older.load();
    await answer();
    expect(asked).toEqual(["c4", "c4"]);
    expect(prepended).toEqual([["m3", "m4"]]);
  });
});
