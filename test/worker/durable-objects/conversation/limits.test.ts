/** What bounds a conversation: sizes, waiting turns, listeners, retries. A hostile or broken part never bricks it. */
import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { beforeEach, describe, expect, it } from "vitest";
import { callTool, setScript, speak, speakThenHang } from "../../support/scripted-model.ts";
import { keysOfEffects } from "../../support/worker.ts";
import { assembled, code, frames, open, owner, readUntil, textOf, value } from "../../support/conversation.ts";

beforeEach(() => setScript(() => speak("Vâng ạ.")));

describe("an answer without end", () => {
  it("is ended, kept, and the conversation goes on", async () => {
    const { port, address, start, send } = open();
    await start();
    const word = "ạ".repeat(1000);
    setScript(async function* () {
      yield { type: "text-start", id: "0" };
      for (;;) yield { type: "text-delta", id: "0", delta: word };
    });
    const { message } = await value(port.sendAndWait(send("nói mãi đi", { messageId: "m" })));
    expect(message?.metadata["status"]).toBe("interrupted");
    expect(message?.content.length).toBeGreaterThan(200_000);
    setScript(() => speak("Vẫn đây ạ."));
    expect((await value(port.sendAndWait(send("còn đó không?")))).message?.content).toBe("Vẫn đây ạ.");
    expect((await value(port.messages(address, owner, { beforeSeq: null, limit: 10 }))).messages.length).toBeGreaterThan(3);
  });

  it("leaves no value larger than production takes", async () => {
    const { stub, port, start, send } = open();
    await start();
    setScript(() => speak(...Array.from({ length: 199 }, () => "ệ".repeat(1000))));
    await value(port.sendAndWait(send("dài vào")));
    const largest = await runInDurableObject(
      stub,
      (_, state) => state.storage.sql.exec("SELECT max(length(CAST(data AS BLOB))) AS n FROM log").one()["n"],
    );
    expect(Number(largest)).toBeLessThan(2_000_000);
  });
});

describe("messages that wait", () => {
  it("are at most a few; one more is told to wait", async () => {
    const { port, address, start, send } = open();
    await start();
    setScript((options) => speakThenHang(options, "…"));
    const first = await value(port.sendAndStream(send("0")));
    const waiting = await Promise.all([1, 2, 3, 4, 5].map((index) => port.sendAndStream(send(String(index)))));
    expect(waiting.map((answer) => answer.ok)).toEqual([true, true, true, true, true]);
    expect(await code(port.sendAndStream(send("6")))).toBe("turn_running");
    for (let turn = 0; turn <= 5; turn++) await port.stop(address, owner);
    await first.cancel();
    for (const answer of waiting) if (answer.ok) await answer.value.cancel();
  });

  it("interrupt the running turn where the bot says so", async () => {
    const { port, address, start, send } = open();
    await start({ botId: "hasty" });
    setScript((options) => speakThenHang(options, "Để em xem"));
    await readUntil(await value(port.sendAndStream(send("một", { messageId: "1" }))), (text) => text.includes("Để em xem"));
    setScript(() => speak("Vâng, việc khác ạ."));
    await value(port.sendAndWait(send("thôi, việc khác", { messageId: "2" })));
    const { messages } = await value(port.messages(address, owner, { beforeSeq: null, limit: 10 }));
    expect(
      messages
        .map(({ content, metadata }) => [content, metadata["status"] ?? null])
        .reverse()
        .slice(1),
    ).toEqual([
      ["một", null],
      ["Để em xem", "stopped"],
      ["thôi, việc khác", null],
      ["Vâng, việc khác ạ.", "complete"],
    ]);
  });
});

describe("a message id", () => {
  it("is refused to another message", async () => {
    const { port, start, send } = open();
    await start();
    await value(port.sendAndWait(send("một", { messageId: "m" })));
    expect(await code(port.sendAndWait(send("hai", { messageId: "m" })))).toBe("conflict");
    expect(await code(port.sendAndWait(send("một", { messageId: "m" })))).toBe("ok");
  });

  it("of an answer or of staff's is refused to a customer's message, also while the answer is being given", async () => {
    const { port, address, start, send, evict } = open();
    const { greeting } = await value(start());
    const { message: answer } = await value(port.sendAndWait(send("một", { messageId: "m" })));
    setScript((options) => speakThenHang(options, "Để em xem"));
    const running = await readUntil(await value(port.sendAndStream(send("hai"))), (text) => text.includes("Để em xem"));
    const given = /"messageId":"(msg_[^"]+)"/.exec(running.text)?.[1];
    expect(given).toBeDefined();
    expect(await code(port.sendAndWait(send("ba", { messageId: given ?? "" })))).toBe("conflict");
    await value(port.takeOver(address, owner, null));
    await running.reader.cancel();
    await value(port.staffSay(address, owner, { id: "s1", text: "Em là Hà" }));
    const taken = [greeting?.id ?? "", answer?.id ?? "", given ?? "", "s1"];
    for (const messageId of taken) expect(await code(port.sendAndWait(send("ba", { messageId })))).toBe("conflict");
    await value(port.giveBack(address, owner));
    await evict();
    setScript(() => speak("Vâng ạ."));
    for (const messageId of taken) {
      expect(await code(port.sendAndWait(send("ba", { messageId })))).toBe("conflict");
      expect(await code(port.sendAndWait(send("", { messageId, trigger: "retry", parts: [] })))).toBe("not_found");
    }
    // Of the same form, and nobody's yet.
    const free = (answer?.id ?? "").replace(/.{4}$/, (end) => (end === "0000" ? "1111" : "0000"));
    expect(await code(port.sendAndWait(send("bốn", { messageId: free })))).toBe("ok");
    expect(await code(port.staffSay(address, owner, { id: free, text: "Em là Hà" }))).toBe("conflict");
  });
});

describe("a caller's own metadata", () => {
  it("never hides a message nor passes for the greeting", async () => {
    const { port, address, start, send } = open();
    const { greeting } = await value(start());
    await value(port.sendAndWait(send("hi", { messageId: "m", metadata: { supersedes: greeting?.id ?? "", greeting: true } })));
    await value(port.sendAndWait(send("again", { metadata: { supersedes: "m" } })));
    const { messages } = await value(port.messages(address, owner, { beforeSeq: null, limit: 10 }));
    expect(messages).toHaveLength(5);
  });
});

describe("a retry", () => {
  it("begins where its question stood, and its effects do not happen again", async () => {
    const { port, address, start, send } = open();
    await start();
    setScript(() => callTool("search_offerings", { query: "x" }));
    await value(port.sendAndWait(send("laptop")));
    const orders = async function* () {
      yield* callTool("trigger_web_hook", { action: "checkout" });
    };
    let step = 0;
    setScript(async function* () {
      if (step++ === 0) yield* orders();
      else throw new Error("503");
    });
    const failed = await value(port.sendAndWait(send("mua cái đầu", { messageId: "buy" })));
    expect([failed.message?.metadata["status"], failed.state]).toEqual(["failed", "error"]);
    step = 0;
    setScript(() => (step++ === 0 ? orders() : speak("Xong ạ.")));
    const list = await frames(await value(port.sendAndStream(send("", { messageId: "buy", trigger: "retry" }))));
    const states = list.filter(({ data }) => data.startsWith('{"type":"data-state"')).map(({ data }) => JSON.parse(data).data);
    expect(states.map(({ from, to }) => [from, to])).toEqual([
      ["error", "browsing"],
      ["browsing", "purchasing"],
    ]);
    const keys = keysOfEffects.filter(({ conversationId }) => conversationId === address.conversationId).map(({ key }) => key);
    expect(keys, "the effect has happened once, and its outcome is told again").toHaveLength(1);
  });
});

describe("an owner who names no user", () => {
  it("starts the same conversation twice, whoever owns it", async () => {
    const { start } = open();
    const first = await value(start({ userId: null }));
    const again = await value(start({ userId: null }));
    expect([again.created, again.conversation.userId]).toEqual([false, first.conversation.userId]);
  });
});

describe("a conversation that never began", () => {
  it("leaves nothing behind when it is asked for", async () => {
    const { stub, port, address } = open();
    expect(await code(port.read(address, owner))).toBe("not_found");
    const tables = await runInDurableObject(stub, (_, state) =>
      state.storage.sql.exec("SELECT name FROM sqlite_master WHERE name NOT LIKE '\\_%' ESCAPE '\\'").toArray(),
    );
    expect(tables).toEqual([]);
    expect(await runDurableObjectAlarm(stub)).toBe(false);
  });
});

describe("a silent bot's conversation", () => {
  it("is handed over before anybody speaks, once", async () => {
    const { port, address, start } = open();
    await start({ botId: "silent" });
    expect(await port.handOver(address)).toMatchObject({ rows: [], afterSeq: 0, upToSeq: 0 });
    await port.acknowledge(address, { seq: 0, hash: "" });
    expect(await port.handOver(address)).toBeNull();
  });
});

describe("listeners", () => {
  it("are at most so many; the turn does not notice", async () => {
    const { port, address, start, send } = open();
    await start();
    setScript((options) => speakThenHang(options, "a"));
    const stream = await value(port.sendAndStream(send("hi", { messageId: "m" })));
    const more = await Promise.all(Array.from({ length: 70 }, () => port.attach(address, owner, null)));
    expect(more.filter((answer) => !answer.ok).map((answer) => (answer.ok ? "" : answer.error.code))).toEqual(
      Array(7).fill("rate_limited"),
    );
    await port.stop(address, owner);
    expect(textOf(await assembled((await frames(stream)).slice(0, -1)))).toBe("a");
    for (const answer of more) if (answer.ok) await answer.value?.cancel();
  });
});
