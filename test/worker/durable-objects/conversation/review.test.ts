/** What is let go of is let go of whole: erased, begun at once, asked for twice, too large. */
import { abortAllDurableObjects, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { afterEach, beforeEach, describe, expect, inject, it, vi } from "vitest";
import type { ConversationPort } from "../../../../src/conversations/index.ts";
import { connectDatabase } from "../../../../src/db/client.ts";
import { writeHandOvers } from "../../../../src/history/index.ts";
import { assembled, code, frames, open, owner, readUntil, textOf, value } from "../../support/conversation.ts";
import { callTool, setScript, speak, speakThenHang } from "../../support/scripted-model.ts";
import { names, clock, searches, sleep } from "../../support/worker.ts";

type Opened = ReturnType<typeof open>;

afterEach(() => {
  sleep.releaseAfterMs = 86_400_000;
  clock.offBy = 0;
});
beforeEach(() => setScript(() => speak("Vâng ạ.")));

const tablesIn = ({ stub }: Opened) =>
  runInDurableObject(stub, (_, state) =>
    state.storage.sql.exec("SELECT name FROM sqlite_master WHERE name NOT LIKE '\\_%' ESCAPE '\\'").toArray(),
  );
const rowsIn = ({ stub }: Opened) =>
  runInDurableObject(stub, (_, { storage }) =>
    storage.sql
      .exec("SELECT seq FROM log ORDER BY seq")
      .toArray()
      .map(({ seq }) => Number(seq)),
  );

describe("erasing", () => {
  it("ends the running turn and those that wait, tells their readers so, and nothing begins behind it", async () => {
    const conversation = open();
    const { port, address, start, send } = conversation;
    await start();
    let calls = 0;
    setScript((options) => (calls++, speakThenHang(options, "Để em xem")));
    const running = await readUntil(await value(port.sendAndStream(send("một"))), (text) => text.includes("Để em xem"));
    const waiting = await value(port.sendAndStream(send("hai", { messageId: "2" })));
    const answered = port.sendAndWait(send("hai", { messageId: "2" }));
    await port.erase(address);
    running.reader.releaseLock();
    expect((await frames(waiting)).at(-1)?.data).toBe("[DONE]");
    expect(await code(answered)).toBe("not_found");
    expect(calls).toBe(1);
    expect(await tablesIn(conversation)).toEqual([]);
    await port.acknowledge(address, { seq: 3, hash: "" });
    expect(await tablesIn(conversation)).toEqual([]);
    await start();
    expect(await runDurableObjectAlarm(conversation.stub), "who begins anew is looked after").toBe(true);
  });
});

describe("beginning", () => {
  it.each(["start, fork", "fork, start", "fork, fork of less", "fork of less, fork"])(
    "%s at once are one conversation, whole",
    async (order) => {
      const origin = open();
      const { greeting } = await value(origin.start());
      await value(origin.port.sendAndWait(origin.send("một")));
      const conversation = open();
      const { port, address } = conversation;
      const fork = (atMessageId: string | null) =>
        port.fork(address, owner, { conversationId: origin.address.conversationId, atMessageId });
      const begin = { start: () => conversation.start(), fork: () => fork(null), "fork of less": () => fork(greeting?.id ?? "") };
      const codes = await Promise.all(order.split(", ").map((one) => code(begin[one as keyof typeof begin]())));
      expect(
        codes.filter((one) => one === "ok"),
        codes.join(),
      ).toHaveLength(1);
      const { lastSeq } = await value(port.read(address, owner));
      expect((await rowsIn(conversation)).at(-1)).toBe(lastSeq);
    },
  );

  it("a fork of nothing leaves nothing behind", async () => {
    const conversation = open();
    const from = { conversationId: "nowhere", atMessageId: null };
    expect(await code(conversation.port.fork(conversation.address, owner, from))).toBe("not_found");
    expect(await tablesIn(conversation)).toEqual([]);
  });

  it("that does not fit is refused, and nothing of it stays", async () => {
    const conversation = open();
    const { port, address, start } = conversation;
    expect(await code(start({ metadata: { note: "ệ".repeat(700_000) } }))).toBe("payload_too_large");
    expect(await code(port.read(address, owner))).toBe("not_found");
    expect((await value(start())).created).toBe(true);
  });
});

describe("a long answer", () => {
  it("is shown whole to who attaches, however much was said before", async () => {
    const { port, address, start, send } = open();
    await start();
    const words = Array.from({ length: 30_000 }, (_, index) => `${index} `);
    setScript(async function* (options) {
      yield { type: "text-start", id: "0" };
      for (const [index, delta] of words.entries()) {
        if (index % 5000 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
        yield { type: "text-delta", id: "0", delta };
      }
      yield* speakThenHang(options, "…");
    });
    const first = await value(port.sendAndStream(send("hi", { messageId: "m" })));
    await readUntil(first, (text) => text.includes('"…"'));
    const again = await value(port.attach(address, owner, null));
    if (!again) throw new Error("204");
    await port.stop(address, owner);
    expect(textOf(await assembled((await frames(again)).slice(0, -1)))).toBe(`${words.join("")}…`);
  });
});

describe("a message that was merged with others", () => {
  it("is edited at its own place", async () => {
    const { port, address, start, send } = open();
    await start({ botId: "gathering" });
    setScript((options) => speakThenHang(options, "…"));
    await readUntil(await value(port.sendAndStream(send("một"))), (text) => text.includes("…"));
    setScript(() => speak("Vâng ạ."));
    const both = [port.sendAndWait(send("hai", { messageId: "2" })), port.sendAndWait(send("ba", { messageId: "3" }))];
    await port.stop(address, owner);
    await Promise.all(both);
    await value(port.sendAndWait(send("hai rưỡi", { edits: "2" })));
    const { messages } = await value(port.messages(address, owner, { beforeSeq: null, limit: 10 }));
    expect(messages.map(({ content }) => content).reverse()).toEqual(["Xin chào!", "một", "…", "hai rưỡi", "Vâng ạ."]);
  });
});

describe("a message that was kept for staff", () => {
  it("leaves nothing to read behind it, also when another one follows", async () => {
    const { port, address, start, send } = open();
    await start();
    await value(port.takeOver(address, owner, null));
    const [last] = (await frames(await value(port.sendAndStream(send("một"))))).filter(({ id }) => id !== null);
    await value(port.sendAndWait(send("hai")));
    expect(await value(port.attach(address, owner, { seq: last?.id ?? 0, generation: 0 }))).toBeNull();
  });

  it("is answered by a retry as for the first time", async () => {
    const { port, address, start, send } = open();
    await start();
    await value(port.takeOver(address, owner, null));
    await value(port.sendAndWait(send("có ai không?", { messageId: "m" })));
    await value(port.giveBack(address, owner));
    const { message } = await value(port.sendAndWait(send("", { messageId: "m", trigger: "retry" })));
    expect(message?.metadata).not.toHaveProperty("supersedes");
    expect((await value(port.read(address, owner))).branches).toEqual({});
  });
});

describe("messages that wait", () => {
  it("are told to their readers when staff take over, each to its end, and kept in their order", async () => {
    const { port, address, start, send } = open();
    await start({ botId: "gathering" });
    setScript((options) => speakThenHang(options, "…"));
    const { reader } = await readUntil(await value(port.sendAndStream(send("một"))), (text) => text.includes("…"));
    const second = await value(port.sendAndStream(send("hai", { messageId: "2" })));
    const third = await value(port.sendAndStream(send("ba", { messageId: "3" })));
    const answered = port.sendAndWait(send("hai", { messageId: "2" }));
    await value(port.takeOver(address, owner, null));
    for (const stream of [second, third]) expect((await frames(stream)).at(-1)?.data).toBe("[DONE]");
    expect((await value(answered)).message).toBeNull();
    expect(await code(port.sendAndWait(send("ba", { messageId: "3" })))).toBe("ok");
    expect(await code(port.sendAndWait(send("hai", { messageId: "2" })))).toBe("ok");
    const { messages } = await value(port.messages(address, owner, { beforeSeq: null, limit: 10 }));
    expect(messages.map(({ content }) => content).reverse()).toEqual(["Xin chào!", "một", "…", "hai", "ba"]);
    await reader.cancel();
  });

  it("are refused when there is no room for them, and the others are answered", async () => {
    const { port, address, start, send } = open();
    await start();
    setScript((options) => speakThenHang(options, "…"));
    await readUntil(await value(port.sendAndStream(send("một"))), (text) => text.includes("…"));
    const long = "ệ".repeat(300_000);
    expect(await code(port.sendAndStream(send(long, { messageId: "2" })))).toBe("ok");
    expect(await code(port.sendAndStream(send(long, { messageId: "3" })))).toBe("ok");
    expect(await code(port.sendAndStream(send(long, { messageId: "4" })))).toBe("payload_too_large");
    setScript(() => speak("Vâng ạ."));
    await value(port.stop(address, owner));
    const settled = await value(port.sendAndWait(send(long, { messageId: "3" })));
    expect(settled.message?.content).toBe("Vâng ạ.");
    expect(await code(port.sendAndWait(send(long, { messageId: "4" })))).toBe("ok");
  });
});

describe("a fork", () => {
  it("stands where its message stood", async () => {
    const { port, address, start, send } = open();
    const { greeting } = await value(start());
    let step = 0;
    setScript(() => (step++ === 0 ? callTool("search_offerings", { query: "x" }) : speak("Đây ạ")));
    await value(port.sendAndWait(send("laptop", { messageId: "m" })));
    expect((await value(port.read(address, owner))).state).toBe("browsing");
    for (const atMessageId of [greeting?.id ?? "", "m"]) {
      const fork = open();
      const from = { conversationId: address.conversationId, atMessageId };
      expect(await value(fork.port.fork(fork.address, owner, from)), atMessageId).toMatchObject({ state: "idle", shown: [] });
    }
  });
});

describe("a turn with large results", () => {
  it("is taken up by the next process, whatever it has put on disk", async () => {
    const { find, port, address, start, send } = open();
    await start();
    const before = searches.length;
    const query = "ệ".repeat(15_000);
    let step = 0;
    setScript(async function* (options) {
      if (step++ > 0) return yield* speakThenHang(options, "Có ", "hai");
      for (let call = 0; call < 30; call++) {
        yield { type: "tool-call", toolCallId: `c${call}`, toolName: "search_offerings", input: JSON.stringify({ query }) };
      }
      const usage = {
        inputTokens: { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 },
        outputTokens: { total: 5, text: 5, reasoning: 0 },
      };
      yield { type: "finish", usage, finishReason: { unified: "tool-calls", raw: "tool-calls" } };
    });
    await readUntil(await value(port.sendAndStream(send("tìm", { messageId: "m" }))), (text) => text.includes('"delta":"hai"'));
    await abortAllDurableObjects();
    setScript(() => speak("Xong ạ."));
    const again = find() as unknown as typeof port;
    const { message } = await value(again.sendAndWait(send("tìm", { messageId: "m" })));
    expect(message).toMatchObject({ content: "Xong ạ.", metadata: { status: "complete" } });
    expect(await code(again.read(address, owner))).toBe("ok");
    expect(searches.length - before, "what is on disk is not done again").toBe(30);
  });
});

describe("a stream that nobody reads", () => {
  it("is no listener any more when its turn has ended", async () => {
    const { stub, port, address, start, send } = open();
    await start();
    // Within the object: nothing on the way takes any of it.
    const abandoned = await runInDurableObject(stub, (object) => value((object as unknown as ConversationPort).sendAndStream(send("hi"))));
    const { lastSeq } = await vi.waitFor(async () => {
      const { messages } = await value(port.messages(address, owner, { beforeSeq: null, limit: 1 }));
      expect(messages[0]?.content).toBe("Vâng ạ.");
      return value(port.read(address, owner));
    });
    await port.acknowledge(address, { seq: lastSeq, hash: "" });
    // Before the customer's silence would be broken.
    sleep.releaseAfterMs = 3_600_000;
    clock.offBy = 2 * sleep.releaseAfterMs;
    expect(await runDurableObjectAlarm(stub)).toBe(true);
    expect(await code(port.read(address, owner)), "it is let go").toBe("not_found");
    await runInDurableObject(stub, () => abandoned.cancel());
  });
});

describe("a released conversation", () => {
  it("that only is read is let go again", async () => {
    const conversation = open();
    const { stub, port, address, start } = conversation;
    await start();
    const { databaseUrl, databaseEndpoint } = inject("standIns");
    for (let page = await port.handOver(address); page; page = await port.handOver(address)) {
      await writeHandOvers(connectDatabase(databaseUrl, databaseEndpoint), [page], Date.now());
      await port.acknowledge(address, { seq: page.upToSeq, hash: page.rows.at(-1)?.hash ?? page.previousHash });
    }
    sleep.releaseAfterMs = 0;
    expect(await runDurableObjectAlarm(stub)).toBe(true);
    expect(await rowsIn(conversation)).toEqual([]);
    await value(port.exportRows(address, owner, 0));
    expect(await rowsIn(conversation)).toEqual([1]);
    expect(await runDurableObjectAlarm(stub)).toBe(true);
    expect(await rowsIn(conversation)).toEqual([]);
  });
});

describe("what was known of an erased customer", () => {
  it("is nowhere in the conversation that begins under the same id", async () => {
    const { stub, port, address, start, send } = open();
    names.set("first", "Nguyễn Thị Canary");
    await start({ userId: "first" });
    await value(port.sendAndWait(send("chào")));
    await port.erase(address);
    await start({ userId: "second" });
    const documents = await runInDurableObject(stub, (_, { storage }) => storage.sql.exec("SELECT data FROM documents").toArray());
    expect(JSON.stringify(documents)).not.toContain("Canary");
  });
});
