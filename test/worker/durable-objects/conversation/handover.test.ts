/** Staff take a conversation over, speak in it, and give it back: architecture, law 8. */
import { beforeEach, describe, expect, it } from "vitest";
import { code, frames, open, owner, readUntil, value } from "../../support/conversation.ts";
import { FeedClient, fromStart, hasType, isEntry, isLive } from "../../support/feed.ts";
import { callTool, setScript, speak, speakThenHang } from "../../support/scripted-model.ts";

type Opened = ReturnType<typeof open>;

let calls = 0;
beforeEach(() => {
  calls = 0;
  setScript(() => (calls++, speak("Vâng ạ.")));
});

const said = async ({ port, address }: Opened) =>
  (await value(port.messages(address, owner, { beforeSeq: null, limit: 50 }))).messages
    .toReversed()
    .map(({ authorType, content }) => `${authorType}: ${content}`);

async function restOf(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for (let read = await reader.read(); !read.done; read = await reader.read()) text += decoder.decode(read.value, { stream: true });
  return text;
}

/** Everything in the log, as a feed tells it. */
async function log({ port, address }: Opened) {
  const feed = new FeedClient(await value(port.feed(address, owner, fromStart)));
  const told = (await feed.until(isLive)).filter(isEntry);
  await feed.cancel();
  return told;
}

describe("taking over", () => {
  it("ends the answer that is being given with what was said, and nothing of the bot comes after it", async () => {
    const conversation = open();
    const { port, address, start, send } = conversation;
    await start();
    setScript((options) => speakThenHang(options, "Để em xem"));
    const { reader } = await readUntil(await value(port.sendAndStream(send("một"))), (seen) => seen.includes("Để em xem"));
    const taken = await value(port.takeOver(address, owner, "Khách giận"));
    expect(taken).toMatchObject({ handler: "staff", state: "handover", stateBeforeHandover: "idle", epoch: 1 });
    expect(await restOf(reader)).toMatch(/"type":"abort"[^\n]*\n\ndata: \[DONE\]\n\n$/);
    const told = await log(conversation);
    const startedAt = told.findIndex(({ type }) => type === "handover.started");
    expect(told.slice(startedAt + 1).filter(({ chunk }) => chunk !== undefined)).toEqual([]);
    expect(told.findLast(({ chunk }) => chunk !== undefined)?.chunk?.type).toBe("abort");
    expect(told[startedAt]).toMatchObject({ data: { reason: "Khách giận", epoch: 1 } });
    expect(await said(conversation)).toEqual(["assistant: Xin chào!", "user: một", "assistant: Để em xem"]);
  });

  it("keeps what waited for staff, in its order; its streams and its callers hear that nobody answers yet", async () => {
    const conversation = open();
    const { port, address, start, send } = conversation;
    await start();
    setScript((options) => (calls++, speakThenHang(options, "Để em xem")));
    const running = await readUntil(await value(port.sendAndStream(send("một"))), (seen) => seen.includes("Để em xem"));
    const streamed = await value(port.sendAndStream(send("hai", { messageId: "m2" })));
    const waiting = port.sendAndWait(send("ba", { messageId: "m3" }));
    await value(port.takeOver(address, owner, null));
    await running.reader.cancel();
    expect((await frames(streamed)).map(({ data }) => data)).toEqual(['{"type":"finish","finishReason":"other"}', "[DONE]"]);
    expect(await value(waiting)).toMatchObject({ message: null, state: "handover" });
    expect(await said(conversation)).toEqual(["assistant: Xin chào!", "user: một", "assistant: Để em xem", "user: hai", "user: ba"]);
    expect(await value(port.sendAndWait(send("hai", { messageId: "m2" })))).toMatchObject({ message: null });
    expect(calls).toBe(1);
  });

  it("also keeps messages that waited to be answered together, each under its own words", async () => {
    const conversation = open();
    const { port, address, start, send } = conversation;
    await start({ botId: "gathering" });
    setScript((options) => speakThenHang(options, "Để em xem"));
    const running = await readUntil(await value(port.sendAndStream(send("một"))), (seen) => seen.includes("Để em xem"));
    const waiting = ["hai", "ba"].map((text) => port.sendAndWait(send(text, { messageId: text })));
    await value(port.takeOver(address, owner, null));
    await running.reader.cancel();
    for (const settled of await Promise.all(waiting.map(value))) expect(settled.message).toBeNull();
    expect((await said(conversation)).slice(-2)).toEqual(["user: hai", "user: ba"]);
    for (const text of ["hai", "ba"]) {
      expect(await code(port.sendAndWait(send(text, { messageId: text })))).toBe("ok");
      expect(await code(port.sendAndWait(send("khác", { messageId: text })))).toBe("conflict");
    }
  });

  it("happens once, however often it is asked for, and survives a sleep", async () => {
    const { port, address, start, evict } = open();
    await start();
    const taken = await value(port.takeOver(address, owner, "một"));
    await evict();
    expect(await value(port.takeOver(address, owner, "hai"))).toEqual(taken);
  });
});

describe("while staff have the conversation", () => {
  it("no model is called: the message is kept, its stream says so, and the same id again is the same message", async () => {
    const conversation = open();
    const { port, address, start, send } = conversation;
    await start();
    await port.takeOver(address, owner, null);
    const stream = () => port.sendAndStream(send("Có ai không?", { messageId: "m1" }));
    const first = await frames(await value(stream()));
    expect(first.map(({ data }) => data)).toEqual(['{"type":"finish","finishReason":"other"}', "[DONE]"]);
    expect(await frames(await value(stream()))).toEqual(first);
    expect(await value(port.sendAndWait(send("Alo")))).toMatchObject({ message: null, state: "handover" });
    expect(await said(conversation)).toEqual(["assistant: Xin chào!", "user: Có ai không?", "user: Alo"]);
    expect(calls).toBe(0);
  });

  it("staff speak, once for each id, and listeners hear them at once", async () => {
    const conversation = open();
    const { port, address, start } = conversation;
    await start();
    expect(await code(port.staffSay(address, owner, { id: null, text: "Chào anh" }))).toBe("conflict");
    await port.takeOver(address, owner, null);
    const feed = new FeedClient(
      await value(port.feed(address, { role: "visitor", userId: "u" }, { after: null, only: ["messages", "handover"] })),
    );
    const first = await value(port.staffSay(address, owner, { id: "s1", text: "Chào anh" }));
    expect(await value(port.staffSay(address, owner, { id: "s1", text: "Chào anh" }))).toEqual(first);
    expect(await code(port.staffSay(address, owner, { id: "s1", text: "Chào chị" }))).toBe("conflict");
    const told = (await feed.until(hasType("message.created"))).filter(isEntry);
    await feed.cancel();
    expect(told).toMatchObject([{ message: { id: "s1", author_type: "staff", content: "Chào anh" } }]);
  });

  it("nothing is stopped, made again, edited or chosen, and each refusal says what to do", async () => {
    const { port, address, start, send } = open();
    const { greeting } = await value(start());
    await value(port.sendAndWait(send("một", { messageId: "m1" })));
    await port.takeOver(address, owner, null);
    expect(await value(port.stop(address, owner))).toEqual({ stopped: false });
    const refused = [
      await port.sendAndWait(send("", { trigger: "retry", parts: [] })),
      await port.sendAndWait(send("hai", { edits: "m1" })),
      await port.selectBranch(address, owner, greeting?.id ?? ""),
    ];
    for (const answer of refused)
      expect(answer).toMatchObject({ ok: false, error: { code: "conflict", detail: expect.stringContaining("Staff have taken over") } });
  });
});

describe("giving it back", () => {
  it("goes on in the state in which it was taken, and the bot answers again, with what was said meanwhile", async () => {
    const conversation = open();
    const { port, address, start, send } = conversation;
    await start();
    let step = 0;
    setScript(() => (step++ === 0 ? callTool("search_offerings", { query: "x" }) : speak("Có hai mẫu ạ.")));
    await value(port.sendAndWait(send("tìm")));
    await port.takeOver(address, owner, null);
    await port.staffSay(address, owner, { id: null, text: "Em là Hà" });
    const given = await value(port.giveBack(address, owner));
    expect(given).toMatchObject({ handler: "bot", state: "browsing", stateBeforeHandover: null, epoch: 2 });
    expect(await value(port.giveBack(address, owner))).toEqual(given);
    let prompt = "";
    setScript((options) => ((prompt = JSON.stringify(options.prompt)), speak("Vâng ạ.")));
    expect((await value(port.sendAndWait(send("cảm ơn")))).message?.content).toBe("Vâng ạ.");
    expect(prompt).toContain("Em là Hà");
  });

  it("goes around nothing that staff have said: what came before it is neither answered again nor edited", async () => {
    const conversation = open();
    const { port, address, start, send, evict } = conversation;
    await start();
    await value(port.sendAndWait(send("một", { messageId: "m1" })));
    await port.takeOver(address, owner, null);
    await value(port.sendAndWait(send("hai", { messageId: "m2" })));
    await value(port.staffSay(address, owner, { id: "s1", text: "Chờ em" }));
    await port.giveBack(address, owner);
    await evict();
    const before = await said(conversation);
    const refused = [
      await port.sendAndWait(send("", { trigger: "retry", parts: [] })),
      await port.sendAndWait(send("", { messageId: "m1", trigger: "retry", parts: [] })),
      await port.sendAndWait(send("", { messageId: "m2", trigger: "retry", parts: [] })),
      await port.sendAndWait(send("hai, khác", { edits: "m2" })),
    ];
    for (const answer of refused)
      expect(answer).toMatchObject({ ok: false, error: { code: "conflict", detail: expect.stringContaining("POST …/fork") } });
    expect(await said(conversation)).toEqual(before);
    await value(port.sendAndWait(send("ba", { messageId: "m3" })));
    await value(port.sendAndWait(send("", { messageId: "m3", trigger: "retry", parts: [] })));
    expect(await said(conversation)).toEqual([...before, "user: ba", "assistant: Vâng ạ."]);
  });

  it("has the bot answer what was kept behind their words, when it is asked to", async () => {
    const conversation = open();
    const { port, address, start, send } = conversation;
    await start();
    await port.takeOver(address, owner, null);
    await value(port.staffSay(address, owner, { id: "s1", text: "Chờ em" }));
    await value(port.sendAndWait(send("một", { messageId: "m1" })));
    await value(port.sendAndWait(send("hai", { messageId: "m2" })));
    await port.giveBack(address, owner);
    const { message } = await value(port.sendAndWait(send("", { messageId: "m1", trigger: "retry", parts: [] })));
    expect(await said(conversation)).toEqual(["assistant: Xin chào!", "staff: Chờ em", "user: một", "assistant: Vâng ạ."]);
    const { branches } = await value(port.messages(address, owner, { beforeSeq: null, limit: 10 }));
    expect(branches).toEqual({ [message?.id ?? ""]: ["m2", message?.id] });
    await value(port.selectBranch(address, owner, "m2"));
    expect((await said(conversation)).at(-1)).toBe("user: hai");
  });

  it("also where nobody has answered: the answer stands alone", async () => {
    const { port, address, start, send } = open();
    await start();
    await port.takeOver(address, owner, null);
    await value(port.sendAndWait(send("một", { messageId: "m1" })));
    await port.giveBack(address, owner);
    await value(port.sendAndWait(send("", { trigger: "retry", parts: [] })));
    const { branches } = await value(port.messages(address, owner, { beforeSeq: null, limit: 10 }));
    expect(branches).toEqual({});
  });
});
