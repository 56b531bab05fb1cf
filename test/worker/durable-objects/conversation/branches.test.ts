/** Answers made again, messages edited, and the way from one branch to another. */
import { beforeEach, describe, expect, it } from "vitest";
import { code, frames, open, owner, readUntil, value } from "../../support/conversation.ts";
import { callTool, setScript, speak, speakThenHang } from "../../support/scripted-model.ts";

type Opened = ReturnType<typeof open>;

beforeEach(() => setScript(() => speak("Vâng ạ.")));

/** The branch that is talked on, oldest first, and what stands beside its messages. */
async function shown({ port, address }: Opened) {
  const { messages, branches } = await value(port.messages(address, owner, { beforeSeq: null, limit: 50 }));
  return { said: messages.toReversed().map(({ content }) => content), branches, messages: messages.toReversed() };
}

async function ask(conversation: Opened, messageId: string, text: string, answer: string) {
  setScript(() => speak(answer));
  const { message } = await value(conversation.port.sendAndWait(conversation.send(text, { messageId })));
  return message?.id ?? "";
}

async function again(conversation: Opened, messageId: string | null, answer: string, requestId: string | null = null) {
  setScript(() => speak(answer));
  const { message } = await value(
    conversation.port.sendAndWait(conversation.send("", { messageId, trigger: "retry", parts: [], requestId })),
  );
  return message?.id ?? "";
}

async function edit(conversation: Opened, edits: string, messageId: string, text: string, answer: string) {
  setScript(() => speak(answer));
  const { message } = await value(conversation.port.sendAndWait(conversation.send(text, { messageId, edits })));
  return message?.id ?? "";
}

/** A search, which moves the conversation to browsing. */
async function search(conversation: Opened, messageId: string, answer: string) {
  let step = 0;
  setScript(() => (step++ === 0 ? callTool("search_offerings", { query: "x" }) : speak(answer)));
  const { message } = await value(conversation.port.sendAndWait(conversation.send("tìm", { messageId })));
  return message?.id ?? "";
}

describe("an answer made again", () => {
  it("stands beside the first one, which is kept, and both are named in lists", async () => {
    const conversation = open();
    await conversation.start();
    const first = await ask(conversation, "m1", "một", "đáp một");
    const second = await again(conversation, null, "đáp hai");
    const { said, branches } = await shown(conversation);
    expect(said).toEqual(["Xin chào!", "một", "đáp hai"]);
    expect(branches).toEqual({ [second]: [first, second] });
  });

  it("of an earlier message goes on from there, and the rest waits on its own branch", async () => {
    const conversation = open();
    await conversation.start();
    const first = await ask(conversation, "m1", "một", "đáp một");
    await ask(conversation, "m2", "hai", "đáp hai");
    const second = await again(conversation, "m1", "đáp khác");
    expect((await shown(conversation)).said).toEqual(["Xin chào!", "một", "đáp khác"]);
    await value(conversation.port.selectBranch(conversation.address, owner, first));
    const { said, branches } = await shown(conversation);
    expect(said).toEqual(["Xin chào!", "một", "đáp một", "hai", "đáp hai"]);
    expect(branches).toEqual({ [first]: [first, second] });
  });

  it("under one name is made once, however often it is asked for", async () => {
    const conversation = open();
    await conversation.start();
    await ask(conversation, "m1", "một", "đáp một");
    const second = await again(conversation, null, "đáp hai", "r1");
    expect(await again(conversation, null, "đáp ba", "r1")).toBe(second);
    expect(await again(conversation, null, "đáp ba", "r2")).not.toBe(second);
    expect(Object.values((await shown(conversation)).branches)).toMatchObject([{ length: 3 }]);
  });

  it("begins where the question was asked: its state, and not what the first answer has found", async () => {
    const conversation = open();
    const { port, address, start } = conversation;
    await start();
    const first = await search(conversation, "m1", "Có hai mẫu.");
    expect(await value(port.read(address, owner))).toMatchObject({ state: "browsing", shown: ["A", "B"] });
    await again(conversation, null, "Anh tìm gì ạ?");
    expect(await value(port.read(address, owner))).toMatchObject({ state: "idle", shown: [] });
    expect(await value(port.selectBranch(address, owner, first))).toMatchObject({ state: "browsing", shown: ["A", "B"] });
  });
});

describe("a message in other words", () => {
  it("stands beside the earlier one, and each keeps its answer", async () => {
    const conversation = open();
    await conversation.start();
    await ask(conversation, "m1", "một", "đáp một");
    await ask(conversation, "m2", "hai", "đáp hai");
    await edit(conversation, "m1", "m1b", "một nữa", "đáp khác");
    const { said, branches, messages } = await shown(conversation);
    expect(said).toEqual(["Xin chào!", "một nữa", "đáp khác"]);
    expect(branches).toEqual({ m1b: ["m1", "m1b"] });
    expect(messages[1]?.previousMessageId).toBe(messages[0]?.id);
    await value(conversation.port.selectBranch(conversation.address, owner, "m1"));
    expect((await shown(conversation)).said).toEqual(["Xin chào!", "một", "đáp một", "hai", "đáp hai"]);
  });

  it("sent again is the same message, and edited again stands beside both", async () => {
    const conversation = open();
    await conversation.start();
    await ask(conversation, "m1", "một", "đáp một");
    const answer = await edit(conversation, "m1", "m1b", "một b", "đáp b");
    expect(await edit(conversation, "m1", "m1b", "một b", "…")).toBe(answer);
    await edit(conversation, "m1b", "m1c", "một c", "đáp c");
    expect((await shown(conversation)).branches).toEqual({ m1c: ["m1", "m1b", "m1c"] });
  });

  it("of questions that were answered together takes the place of that one alone", async () => {
    const conversation = open();
    const { port, address, start, send } = conversation;
    await start({ botId: "gathering" });
    setScript((options) => speakThenHang(options, "Để em xem"));
    const { reader } = await readUntil(await value(port.sendAndStream(send("chào"))), (text) => text.includes("Để em xem"));
    setScript(() => speak("đáp cả hai"));
    const both = [port.sendAndWait(send("một", { messageId: "m1" })), port.sendAndWait(send("hai", { messageId: "m2" }))];
    await port.stop(address, owner);
    await Promise.all([...both, reader.cancel()]);
    await edit(conversation, "m1", "m1b", "một b", "đáp b");
    const { said, branches } = await shown(conversation);
    expect(said.slice(-2)).toEqual(["một b", "đáp b"]);
    expect(branches).toEqual({ m1b: ["m1", "m1b"] });
  });

  it("is refused where there is no such message, and while the bot answers", async () => {
    const { port, start, send } = open();
    await start();
    expect(await code(port.sendAndWait(send("một", { edits: "nowhere" })))).toBe("not_found");
    setScript((options) => speakThenHang(options, "Để em xem"));
    const { reader } = await readUntil(await value(port.sendAndStream(send("một", { messageId: "m1" }))), (text) => text.includes("Để em"));
    expect(await code(port.sendAndWait(send("hai", { edits: "m1" })))).toBe("turn_running");
    await reader.cancel();
  });
});

describe("choosing a branch", () => {
  it("goes to the newest end of it, is told in the log, and costs nothing where one is there already", async () => {
    const conversation = open();
    const { port, address, start } = conversation;
    await start();
    const first = await ask(conversation, "m1", "một", "đáp một");
    const second = await again(conversation, null, "đáp hai");
    const before = await value(port.read(address, owner));
    expect((await value(port.selectBranch(address, owner, second))).lastSeq).toBe(before.lastSeq);
    const after = await value(port.selectBranch(address, owner, first));
    expect([after.lastMessageId, after.lastSeq]).toEqual([first, before.lastSeq + 1]);
    expect(await code(port.selectBranch(address, owner, "nowhere"))).toBe("not_found");
  });

  it("survives a sleep: what is said next follows the chosen branch", async () => {
    const conversation = open();
    await conversation.start();
    const first = await ask(conversation, "m1", "một", "đáp một");
    await again(conversation, null, "đáp hai");
    await value(conversation.port.selectBranch(conversation.address, owner, first));
    await conversation.evict();
    await ask(conversation, "m2", "hai", "đáp");
    expect((await shown(conversation)).said).toEqual(["Xin chào!", "một", "đáp một", "hai", "đáp"]);
  });

  it("is refused while the bot answers", async () => {
    const { port, address, start, send } = open();
    const { greeting } = await value(start());
    setScript((options) => speakThenHang(options, "Để em xem"));
    const { reader } = await readUntil(await value(port.sendAndStream(send("một"))), (text) => text.includes("Để em xem"));
    expect(await code(port.selectBranch(address, owner, greeting?.id ?? ""))).toBe("turn_running");
    await reader.cancel();
  });
});

describe("messages that come while one is answered, where the bot gathers them", () => {
  it("are answered together by one next turn; each keeps its id and its place, and each again is that same answer", async () => {
    const conversation = open();
    const { port, address, start, send } = conversation;
    await start({ botId: "gathering" });
    setScript((options) => speakThenHang(options, "Để em xem"));
    const running = await readUntil(await value(port.sendAndStream(send("chào", { messageId: "m0" }))), (text) =>
      text.includes("Để em xem"),
    );
    let calls = 0;
    setScript(() => (calls++, speak("Có cả ba ạ.")));
    const texts = ["laptop", "và chuột", "và bàn phím"];
    const streamed = await value(port.sendAndStream(send(texts[0] ?? "", { messageId: "m1" })));
    const waiting = [1, 2].map((n) => port.sendAndWait(send(texts[n] ?? "", { messageId: `m${n + 1}` })));
    await port.stop(address, owner);
    await running.reader.cancel();
    const answers = await Promise.all(waiting.map(value));
    const answer = answers[0]?.message?.id;
    expect(answers.map(({ message }) => message?.id)).toEqual([answer, answer]);
    expect((await frames(streamed))[0]?.data).toContain(answer);
    expect(calls).toBe(1);
    const { said, messages } = await shown(conversation);
    expect(said).toEqual(["Xin chào!", "chào", "Để em xem", ...texts, "Có cả ba ạ."]);
    expect(messages.slice(3, 6).map(({ id }) => id)).toEqual(["m1", "m2", "m3"]);
    const places = messages.slice(3, 6).map(({ seq }) => seq);
    expect(places).toEqual(places.map((_, n) => (places[0] ?? 0) + n));
    for (const [n, text] of texts.entries()) {
      const replay = await value(port.sendAndWait(send(text, { messageId: `m${n + 1}` })));
      expect(replay.message?.id).toBe(answer);
      expect(await code(port.sendAndWait(send("khác", { messageId: `m${n + 1}` })))).toBe("conflict");
    }
    expect(calls).toBe(1);
  });
});
