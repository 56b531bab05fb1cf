/** A goodbye and a rating. */
import { beforeEach, describe, expect, it } from "vitest";
import { code, open, owner, readUntil, value } from "../../support/conversation.ts";
import { FeedClient, fromStart, isEntry, isLive } from "../../support/feed.ts";
import { setScript, speak, speakThenHang } from "../../support/scripted-model.ts";

type Opened = ReturnType<typeof open>;

beforeEach(() => setScript(() => speak("Vâng ạ.")));

async function kinds({ port, address }: Opened) {
  const feed = new FeedClient(await value(port.feed(address, owner, fromStart)));
  const told = (await feed.until(isLive)).filter(isEntry);
  await feed.cancel();
  return told;
}

describe("a goodbye", () => {
  it("is the bot's last word, once; who writes then opens the conversation again", async () => {
    const conversation = open();
    const { port, address, start, send } = conversation;
    await start();
    await value(port.sendAndWait(send("một")));
    const closed = await value(port.close(address, owner));
    expect(closed).toMatchObject({ state: "closed", handler: "bot" });
    expect(closed.endedAt).not.toBeNull();
    expect(await value(port.close(address, owner))).toEqual(closed);
    const { messages } = await value(port.messages(address, owner, { beforeSeq: null, limit: 1 }));
    expect(messages[0]).toMatchObject({ authorType: "assistant", content: "Tạm biệt!", metadata: { farewell: true } });
    await value(port.sendAndWait(send("hai")));
    expect(await value(port.read(address, owner))).toMatchObject({ state: "idle", endedAt: null });
  });

  it("while staff have the conversation gives it back, and says so in the log", async () => {
    const conversation = open();
    const { port, address, start } = conversation;
    await start();
    await port.takeOver(address, owner, null);
    expect(await value(port.close(address, owner))).toMatchObject({ state: "closed", handler: "bot", epoch: 2 });
    const told = await kinds(conversation);
    expect(told.map(({ type }) => type).slice(-3)).toEqual(["state.changed", "handover.ended", "message.created"]);
    expect(told.map(({ seq }) => seq)).toEqual(told.map((_, index) => index + 1));
  });
});

describe("a rating", () => {
  it("is kept in the log; of a message that is not there it is refused", async () => {
    const conversation = open();
    const { port, address, start } = conversation;
    const { greeting } = await value(start());
    await value(port.rate(address, owner, { messageId: greeting?.id ?? "", rating: "down", comment: "Lạnh lùng" }));
    const told = await kinds(conversation);
    const data = { message_id: greeting?.id, rating: "down", comment: "Lạnh lùng" };
    expect(told.at(-1)).toMatchObject({ type: "feedback.given", data });
    const page = { beforeSeq: null, limit: 10 };
    expect((await value(port.messages(address, owner, page))).ratings).toEqual({ [greeting?.id ?? ""]: "down" });
    await value(port.rate(address, owner, { messageId: greeting?.id ?? "", rating: "up", comment: null }));
    expect((await value(port.messages(address, owner, page))).ratings, "the last one counts").toEqual({ [greeting?.id ?? ""]: "up" });
    expect(await code(port.rate(address, owner, { messageId: "nowhere", rating: "up", comment: null }))).toBe("not_found");
  });

  it("while the bot answers takes a place behind the answer", async () => {
    const conversation = open();
    const { port, address, start, send } = conversation;
    const { greeting } = await value(start());
    setScript((options) => speakThenHang(options, "Để em xem"));
    const { reader } = await readUntil(await value(port.sendAndStream(send("một"))), (text) => text.includes("Để em xem"));
    const rated = port.rate(address, owner, { messageId: greeting?.id ?? "", rating: "up", comment: null });
    await port.stop(address, owner);
    await value(rated);
    await reader.cancel();
    const told = await kinds(conversation);
    expect(told.map(({ type }) => type).slice(-2)).toEqual(["turn.ended", "feedback.given"]);
    expect(told.map(({ seq }) => seq)).toEqual(told.map((_, index) => index + 1));
  });
});
