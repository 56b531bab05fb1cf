/** A fork: the same history in another conversation, which changes nothing in the world until it is let loose. */
import { runDurableObjectAlarm } from "cloudflare:test";
import { beforeEach, describe, expect, inject, it } from "vitest";
import { connectDatabase } from "../../../../src/db/client.ts";
import { readMessages, writeHandOvers } from "../../../../src/history/index.ts";
import { code, open, owner, readUntil, value } from "../../support/conversation.ts";
import { callTool, setScript, speak, speakThenHang } from "../../support/scripted-model.ts";
import { keysOfEffects, rung } from "../../support/worker.ts";

type Opened = ReturnType<typeof open>;

const { databaseUrl, databaseEndpoint } = inject("standIns");
const db = connectDatabase(databaseUrl, databaseEndpoint);

beforeEach(() => setScript(() => speak("Vâng ạ.")));

const forkOf = async (origin: Opened, atMessageId: string | null = null) => {
  const fork = open();
  const record = await value(fork.port.fork(fork.address, owner, { conversationId: origin.address.conversationId, atMessageId }));
  return { ...fork, record };
};

const shown = async ({ port, address }: Opened) =>
  (await value(port.messages(address, owner, { beforeSeq: null, limit: 50 }))).messages
    .toReversed()
    .map(({ id, content }) => ({ id, content }));

/** Runs a turn in which the model calls one tool and then says something. */
async function act(conversation: Opened, tool: string, input: object, messageId: string, trigger: "submit" | "retry" = "submit") {
  let step = 0;
  setScript(() => (step++ === 0 ? callTool(tool, input) : speak("Xong ạ.")));
  const said = trigger === "retry" ? { messageId, trigger, parts: [] } : { messageId };
  const { message } = await value(conversation.port.sendAndWait(conversation.send("làm đi", said)));
  return message;
}

const touched = ({ address }: Opened) => keysOfEffects.filter(({ conversationId }) => conversationId === address.conversationId).length;

describe("a fork", () => {
  it("has the history of its origin under the same ids, its state, and places without a gap", async () => {
    const from = open();
    await from.start();
    await act(from, "search_offerings", { query: "x" }, "m1");
    await value(from.port.sendAndWait(from.send("hai", { messageId: "m2" })));
    const fork = await forkOf(from);
    const { userId, state, shown: seen, lastMessageId } = await value(from.port.read(from.address, owner));
    expect(fork.record).toMatchObject({ userId, state, shown: seen, lastMessageId, effects: "fenced", epoch: 0, branches: {} });
    expect(fork.record.forkedFrom).toMatchObject({ conversationId: from.address.conversationId });
    expect(await shown(fork)).toEqual(await shown(from));
    await value(fork.port.sendAndWait(fork.send("ba")));
    expect((await shown(from)).length).toBe((await shown(fork)).length - 2);
  });

  it("answers a message that the origin has answered as the origin did", async () => {
    const from = open();
    await from.start();
    const { message } = await value(from.port.sendAndWait(from.send("một", { messageId: "m1" })));
    const fork = await forkOf(from);
    expect((await value(fork.port.sendAndWait(fork.send("một", { messageId: "m1" })))).message?.id).toBe(message?.id);
  });

  it("at the greeting stands at the beginning", async () => {
    const from = open();
    const { greeting } = await value(from.start());
    await act(from, "search_offerings", { query: "x" }, "m1");
    const fork = await forkOf(from, greeting?.id ?? "");
    expect(fork.record).toMatchObject({ state: "idle", visited: ["idle"], shown: [], lastSeq: 1, lastMessageId: greeting?.id });
    expect(await shown(fork)).toEqual([{ id: greeting?.id, content: "Xin chào!" }]);
  });

  it("at a user message stands where it was asked, and waits to have it answered", async () => {
    const from = open();
    await from.start();
    await value(from.port.sendAndWait(from.send("một", { messageId: "m1" })));
    await act(from, "search_offerings", { query: "x" }, "m2");
    const fork = await forkOf(from, "m2");
    expect(fork.record).toMatchObject({ state: "idle", shown: [], lastMessageId: "m2" });
    expect(await value(fork.port.sendAndWait(fork.send("làm đi", { messageId: "m2" })))).toMatchObject({ message: null });
    setScript(() => speak("Cách khác ạ."));
    await value(fork.port.sendAndWait(fork.send("", { trigger: "retry", parts: [] })));
    expect((await shown(fork)).map(({ content }) => content).slice(-2)).toEqual(["làm đi", "Cách khác ạ."]);
    const { branches } = await value(fork.port.messages(fork.address, owner, { beforeSeq: null, limit: 10 }));
    expect(branches).toEqual({});
  });

  it("at an old branch has that branch alone", async () => {
    const from = open();
    await from.start();
    const first = await value(from.port.sendAndWait(from.send("một", { messageId: "m1" })));
    setScript(() => speak("Cách khác ạ."));
    await value(from.port.sendAndWait(from.send("", { trigger: "retry", parts: [] })));
    const fork = await forkOf(from, first.message?.id ?? "");
    expect((await shown(fork)).map(({ content }) => content)).toEqual(["Xin chào!", "một", "Vâng ạ."]);
  });

  it("of a fork is a fork", async () => {
    const from = open();
    await from.start();
    await value(from.port.sendAndWait(from.send("một", { messageId: "m1" })));
    const fork = await forkOf(from);
    await value(fork.port.sendAndWait(fork.send("hai", { messageId: "m2" })));
    const second = await forkOf(fork);
    expect(second.record.forkedFrom).toMatchObject({ conversationId: fork.address.conversationId });
    expect(await shown(second)).toEqual(await shown(fork));
  });

  it("of a conversation that staff have is the bot's, in the state before", async () => {
    const from = open();
    await from.start();
    await act(from, "search_offerings", { query: "x" }, "m1");
    await from.port.takeOver(from.address, owner, null);
    await from.port.staffSay(from.address, owner, { id: "s1", text: "Chào anh" });
    const fork = await forkOf(from);
    expect(fork.record).toMatchObject({ handler: "bot", state: "browsing", lastMessageId: "s1" });
  });

  it("while its origin answers ends at the question", async () => {
    const from = open();
    await from.start();
    setScript((options) => speakThenHang(options, "Để em xem"));
    const { reader } = await readUntil(await value(from.port.sendAndStream(from.send("một", { messageId: "m1" }))), (text) =>
      text.includes("Để em xem"),
    );
    const fork = await forkOf(from);
    expect(fork.record.lastMessageId).toBe("m1");
    await reader.cancel();
    await from.port.stop(from.address, owner);
  });

  it("is refused where there is no such origin or message, where it would take a place, and to another user", async () => {
    const from = open();
    await from.start();
    const fork = open();
    const at = (conversationId: string, atMessageId: string | null = null) => ({ conversationId, atMessageId });
    const { conversationId } = from.address;
    expect(await code(fork.port.fork(fork.address, owner, at("nowhere")))).toBe("not_found");
    expect(await code(fork.port.fork(fork.address, owner, at(conversationId, "nowhere")))).toBe("not_found");
    expect(await code(fork.port.fork(fork.address, { role: "visitor", userId: "other" }, at(conversationId)))).toBe("not_found");
    expect(await code(fork.port.read(fork.address, owner))).toBe("not_found");
    await value(fork.port.fork(fork.address, owner, at(conversationId)));
    expect(await code(fork.port.fork(fork.address, owner, at(conversationId)))).toBe("conflict");
  });

  it("reaches Postgres by itself, whole", async () => {
    const from = open();
    await from.start();
    await value(from.port.sendAndWait(from.send("một", { messageId: "m1" })));
    const fork = await forkOf(from);
    const { port, address, stub } = fork;
    expect(rung.some(({ conversationId }) => conversationId === address.conversationId)).toBe(true);
    expect(await runDurableObjectAlarm(stub)).toBe(true);
    for (let page = await port.handOver(address); page; page = await port.handOver(address)) {
      await writeHandOvers(db, [page], Date.now());
      await port.acknowledge(address, { seq: page.upToSeq, hash: page.rows.at(-1)?.hash ?? "" });
    }
    const kept = await readMessages(db, address, owner, { beforeSeq: null, limit: 50 });
    expect(kept?.messages.toReversed().map(({ id, content }) => ({ id, content }))).toEqual(await shown(fork));
  });
});

describe("a fork's tools", () => {
  it("never touch the world until they are let loose, whatever is asked of them", async () => {
    const from = open();
    await from.start();
    await act(from, "search_offerings", { query: "x" }, "m1");
    await act(from, "trigger_web_hook", { action: "order" }, "m2");
    const did = touched(from);
    const fork = await forkOf(from);
    await act(fork, "trigger_web_hook", { action: "order" }, "m2", "retry");
    await act(fork, "trigger_web_hook", { action: "another" }, "m3");
    await fork.evict();
    await act(fork, "trigger_web_hook", { action: "a third" }, "m4");
    const second = await forkOf(fork);
    await act(second, "trigger_web_hook", { action: "order" }, "m5");
    expect([touched(from), touched(fork), touched(second)]).toEqual([did, 0, 0]);
    expect(await value(fork.port.letLoose(fork.address, owner))).toMatchObject({ effects: "live" });
    await act(fork, "trigger_web_hook", { action: "at last" }, "m6");
    expect([touched(from), touched(fork), touched(second)]).toEqual([did, 1, 0]);
    expect(await value(second.port.read(second.address, owner))).toMatchObject({ effects: "fenced" });
  });
});
