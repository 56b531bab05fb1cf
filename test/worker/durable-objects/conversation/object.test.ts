import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { beforeEach, describe, expect, it } from "vitest";
import type { Address, StartInput } from "../../../../src/conversations/index.ts";
import { assembled, code, frames, open, owner, readUntil, textOf, value } from "../../support/conversation.ts";
import { callTool, setScript, speak, speakSlowly, speakThenHang } from "../../support/scripted-model.ts";
import { rung, skillsAsked } from "../../support/worker.ts";

async function readToEnd(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for (;;) {
    const { done, value: bytes } = await reader.read();
    if (done) return text;
    text += decoder.decode(bytes, { stream: true });
  }
}

beforeEach(() => setScript(() => speak("Một ", "hai ", "ba.")));

const beginning = (address: Address): StartInput => ({
  address,
  actor: owner,
  userId: "u",
  botId: null,
  skillId: null,
  language: null,
  metadata: {},
  greet: true,
});

describe("start", () => {
  it("greets first, and the same start again is the same conversation", async () => {
    const { start } = open();
    const first = await value(start());
    expect(first).toMatchObject({ created: true, conversation: { state: "idle", userId: "u", lastSeq: 1 } });
    expect(first.greeting).toMatchObject({ content: "Xin chào!", authorType: "assistant", seq: 1 });
    const again = await value(start());
    expect(again).toMatchObject({ created: false, greeting: { id: first.greeting?.id } });
  });

  it("is silent where the bot's greeting is off, and refuses a bot that does not exist", async () => {
    expect((await value(open().start({ botId: "silent" }))).greeting).toBeNull();
    expect(await code(open().start({ botId: "missing" }))).toBe("not_found");
  });

  it("refuses a skill that does not exist, and nothing has begun; one that does is looked up once, for the first turn as well", async () => {
    const { port, address, start, send } = open();
    expect(await port.start({ ...beginning(address), skillId: "missing" })).toMatchObject({
      ok: false,
      error: { code: "not_found", detail: "There is no skill missing. Name one that there is, or leave skill_id out." },
    });
    const begins = { ...beginning(address), skillId: "missing", greet: false };
    expect(await code(port.sendAndWait(send("hi", { begins })))).toBe("not_found");
    expect(await code(port.read(address, owner))).toBe("not_found");
    const asked = skillsAsked.length;
    let prompt = "";
    setScript((options) => ((prompt = JSON.stringify(options.prompt)), speak("Vâng ạ.")));
    await value(start({ skillId: "selling", userId: null }));
    await value(port.sendAndWait(send("hi")));
    expect(prompt).toContain("Sell gently.");
    expect(skillsAsked.slice(asked)).toEqual(["selling"]);
    expect(await code(start({ skillId: "missing", userId: null })), "what has begun is as it was").toBe("ok");
  });

  it("takes a skill that cannot be looked up just now", async () => {
    expect((await value(open().start({ skillId: "out of reach" }))).conversation.skillId).toBe("out of reach");
  });

  it("asks for no skill where none is named", async () => {
    const asked = skillsAsked.length;
    const { port, start, send } = open();
    await start();
    await value(port.sendAndWait(send("hi")));
    expect(skillsAsked).toHaveLength(asked);
  });

  it("never lets one user into another's conversation", async () => {
    const { port, address, start, send } = open();
    expect(await code(port.read(address, owner))).toBe("not_found");
    await start();
    expect(await code(start({ userId: "other" }))).toBe("conversation_id_taken");
    const stranger = { role: "visitor", userId: "other" } as const;
    expect(await code(port.read(address, stranger))).toBe("not_found");
    expect(await code(port.messages(address, stranger, { beforeSeq: null, limit: 5 }))).toBe("not_found");
    expect(await code(port.sendAndWait(send("hi", { actor: stranger })))).toBe("not_found");
    expect(await code(port.attach(address, stranger, null))).toBe("not_found");
    expect(await code(port.stop(address, stranger))).toBe("not_found");
    expect(await code(port.read(address, { role: "visitor", userId: "u" }))).toBe("ok");
  });
});

describe("a turn", () => {
  it("streams gapless seqs after the question's, and stores what it streamed", async () => {
    const { port, address, start, send } = open();
    await start();
    const list = await frames(await value(port.sendAndStream(send("Chào shop", { messageId: "m1" }))));
    expect(list.at(-1)).toEqual({ id: null, data: "[DONE]" });
    const ids = list.slice(0, -1).map(({ id }) => id);
    expect(ids).toEqual(ids.map((_, index) => 3 + index));
    const streamed = await assembled(list.slice(0, -1));
    expect(textOf(streamed)).toBe("Một hai ba.");
    const { messages } = await value(port.messages(address, owner, { beforeSeq: null, limit: 10 }));
    expect(messages.map(({ authorType, seq }) => [authorType, seq])).toEqual([
      ["assistant", ids.at(-1)],
      ["user", 2],
      ["assistant", 1],
    ]);
    expect(messages[0]).toMatchObject({
      id: streamed.id,
      content: "Một hai ba.",
      metadata: { status: "complete" },
      previousMessageId: "m1",
    });
    expect(messages[0]?.parts).toEqual(JSON.parse(JSON.stringify(streamed.parts)));
  });

  it("is one turn for the same message id, at once or later", async () => {
    const { port, address, start, send } = open();
    await start();
    const both = await Promise.all([
      port.sendAndWait(send("a", { messageId: "same" })),
      port.sendAndWait(send("a", { messageId: "same" })),
    ]);
    const [one, two] = both.map((answer) => (answer.ok ? answer.value.message?.id : "refused"));
    expect(one).toBe(two);
    const replay = await frames(await value(port.sendAndStream(send("a", { messageId: "same" }))));
    const again = await assembled(replay.slice(0, -1));
    expect([again.id, textOf(again)]).toEqual([one, "Một hai ba."]);
    const { messages } = await value(port.messages(address, owner, { beforeSeq: null, limit: 10 }));
    expect(messages).toHaveLength(3);
  });

  it("goes on when its client goes away", async () => {
    const { port, start, send } = open();
    await start();
    setScript(() => speakSlowly("a", "b", "c", "d"));
    const { reader } = await readUntil(await value(port.sendAndStream(send("hi", { messageId: "m" }))), (text) =>
      text.includes("start-step"),
    );
    await reader.cancel();
    expect((await value(port.sendAndWait(send("hi", { messageId: "m" })))).message?.content).toBe("abcd");
  });

  it("shows a client that attaches in mid-answer everything, once", async () => {
    const { port, address, start, send } = open();
    await start();
    const words = Array.from({ length: 60 }, (_, index) => `${index} `);
    setScript(() => speakSlowly(...words));
    const { reader, text } = await readUntil(await value(port.sendAndStream(send("hi"))), (seen) => seen.includes('"2 "'));
    const lastSeen = Number([...text.matchAll(/^id: (\d+)$/gm)].at(-1)?.[1]);
    const whole = await value(port.attach(address, owner, null));
    const rest = await value(port.attach(address, owner, { seq: lastSeen, generation: 0 }));
    if (!whole || !rest) throw new Error("no turn was running");
    await reader.cancel();
    const [all, after] = await Promise.all([frames(whole), frames(rest)]);
    expect(textOf(await assembled(all.slice(0, -1)))).toBe(words.join(""));
    const ids = all.slice(0, -1).map(({ id }) => id);
    expect(ids).toEqual(ids.map((_, index) => 3 + index));
    expect(after.slice(0, -1).map(({ id }) => id)).toEqual(ids.filter((id) => id !== null && id > lastSeen));
    expect(await value(port.attach(address, owner, null))).toBeNull();
  });

  it("waits for the one before it, in order", async () => {
    const { port, address, start, send } = open();
    await start();
    let call = 0;
    setScript(() => speakSlowly(`answer ${++call}`));
    const [first, second] = await Promise.all([
      value(port.sendAndWait(send("one", { messageId: "1" }))),
      value(port.sendAndWait(send("two", { messageId: "2" }))),
    ]);
    expect([first.message?.content, second.message?.content]).toEqual(["answer 1", "answer 2"]);
    const { messages } = await value(port.messages(address, owner, { beforeSeq: null, limit: 10 }));
    expect(messages.map(({ content }) => content).reverse()).toEqual(["Xin chào!", "one", "answer 1", "two", "answer 2"]);
  });

  it("is refused while another runs, where the bot rejects", async () => {
    const { port, start, send } = open();
    await start({ botId: "strict" });
    setScript((options) => speakThenHang(options, "…"));
    const running = await value(port.sendAndStream(send("one")));
    expect(await code(port.sendAndWait(send("two")))).toBe("turn_running");
    await value(port.stop(open().address, owner));
    await running.cancel();
  });
});

describe("stop", () => {
  it("ends the answer with what was said, and a late word changes nothing", async () => {
    const { port, address, start, send } = open();
    await start();
    setScript((options) => speakThenHang(options, "half ", "an answer"));
    const stream = await value(port.sendAndStream(send("hi", { messageId: "m" })));
    const { reader, text } = await readUntil(stream, (seen) => seen.includes("an answer"));
    expect(await value(port.stop(address, owner))).toEqual({ stopped: true });
    const rest = await readToEnd(reader);
    expect(text + rest).toMatch(/"type":"abort"[^\n]*\n\ndata: \[DONE\]\n\n$/);
    const settled = await value(port.sendAndWait(send("hi", { messageId: "m" })));
    expect(settled.message).toMatchObject({ content: "half an answer", metadata: { status: "stopped" } });
    expect(await value(port.stop(address, owner))).toEqual({ stopped: false });
  });

  it("ends a tool that is running", async () => {
    const { port, address, start, send } = open();
    await start();
    setScript(() => callTool("get_offering_details", {}));
    const stream = await value(port.sendAndStream(send("hi", { messageId: "m" })));
    const { reader } = await readUntil(stream, (seen) => seen.includes("tool-input-available"));
    await value(port.stop(address, owner));
    await reader.cancel();
    const { message } = await value(port.sendAndWait(send("hi", { messageId: "m" })));
    expect(message?.parts.at(-1)).toMatchObject({ type: "tool-get_offering_details", state: "output-error" });
  });
});

describe("failure", () => {
  it("is told, keeps what was said, and the next message recovers", async () => {
    const { port, address, start, send } = open();
    await start();
    setScript(async function* () {
      yield { type: "text-start", id: "0" };
      yield { type: "text-delta", id: "0", delta: "Vâng" };
      throw new Error("the provider went away");
    });
    const list = await frames(await value(port.sendAndStream(send("hi", { messageId: "m" }))));
    const types = list.slice(0, -1).map(({ data }) => JSON.parse(data).type);
    expect(types.slice(-3)).toEqual(["data-state", "error", "finish"]);
    expect(JSON.stringify(list)).not.toContain("provider went away");
    expect(await value(port.read(address, owner))).toMatchObject({ state: "error" });
    const replayed = await frames(await value(port.sendAndStream(send("hi", { messageId: "m" }))));
    const apology = (told: { data: string }[]) => told.find(({ data }) => data.startsWith('{"type":"error"'))?.data;
    expect(apology(replayed)).toBe(apology(list));
    setScript(() => callTool("search_offerings", { query: "x" }));
    const { message } = await value(port.sendAndWait(send("again", { messageId: "m2" })));
    expect(message?.metadata["state"]).toBe("browsing");
  });

  it("can be tried again: the new answer takes the old one's place", async () => {
    const { port, address, start, send } = open();
    await start();
    setScript(async function* () {
      throw new Error("down");
      yield* speak();
    });
    const failed = await value(port.sendAndWait(send("hi", { messageId: "m" })));
    expect(failed.message?.metadata["status"]).toBe("failed");
    setScript(() => speak("better"));
    const retried = await value(port.sendAndWait(send("", { messageId: "m", trigger: "retry" })));
    expect(retried.message?.content).toBe("better");
    const { messages } = await value(port.messages(address, owner, { beforeSeq: null, limit: 10 }));
    expect(messages.map(({ content }) => content)).toEqual(["better", "hi", "Xin chào!"]);
    const newest = await value(port.messages(address, owner, { beforeSeq: null, limit: 1 }));
    const older = await value(port.messages(address, owner, { beforeSeq: newest.nextBeforeSeq, limit: 2 }));
    expect(
      older.messages.map(({ content }) => content),
      "also across pages",
    ).toEqual(["hi", "Xin chào!"]);
  });
});

describe("the hand-over to Postgres", () => {
  it("carries everything after the acknowledged seq, with the turn's events", async () => {
    const { port, address, start, send } = open();
    await start();
    let step = 0;
    setScript(() => (step++ === 0 ? callTool("search_offerings", { query: "laptop" }) : speak("Đây ạ")));
    const { message } = await value(port.sendAndWait(send("laptop")));
    const handOver = await port.handOver(address);
    expect(handOver).toMatchObject({ afterSeq: 0, upToSeq: message?.seq, conversation: { state: "browsing", shown: ["A", "B"] } });
    expect(handOver?.rows.map(({ message }) => message?.authorType)).toEqual(["assistant", "user", "assistant"]);
    expect(handOver?.rows.flatMap(({ events }) => events).map(({ kind }) => kind)).toEqual(["tool.called", "state.changed", "turn.ended"]);
    await port.acknowledge(address, { seq: 2, hash: "" });
    expect((await port.handOver(address))?.rows).toHaveLength(1);
    await port.acknowledge(address, { seq: message?.seq ?? 0, hash: "" });
    await port.acknowledge(address, { seq: 1, hash: "" });
    expect((await port.handOver(address))?.afterSeq ?? null, "a late acknowledgement changes nothing").toBeNull();
    await port.acknowledge(address, { seq: 1, hash: "" }, { restored: true });
    expect((await port.handOver(address))?.afterSeq, "a restored Postgres is handed the rest again").toBe(1);
    await port.acknowledge(address, { seq: message?.seq ?? 0, hash: "" });
    expect(await port.handOver(address)).toBeNull();
    expect((await value(port.read(address, owner))).syncedSeq).toBe(message?.seq);
  });

  it("is rung for by the alarm until it is acknowledged", async () => {
    const { stub, port, address, start, send } = open();
    await start();
    const { message } = await value(port.sendAndWait(send("hi")));
    const rings = () => rung.filter(({ conversationId }) => conversationId === address.conversationId).length;
    const before = rings();
    expect(await runDurableObjectAlarm(stub)).toBe(true);
    expect(await runDurableObjectAlarm(stub)).toBe(true);
    expect(rings()).toBe(before + 2);
    await port.acknowledge(address, { seq: message?.seq ?? 0, hash: "" });
    expect(await runDurableObjectAlarm(stub)).toBe(true);
    expect(rings()).toBe(before + 2);
  });

  it("does not go on for ever where the object sleeps before it has kept what was acknowledged", async () => {
    const { stub, port, address, start, send, evict } = open();
    await start();
    const { message } = await value(port.sendAndWait(send("hi")));
    const rings = () => rung.filter(({ conversationId }) => conversationId === address.conversationId).length;
    const acknowledge = () => port.acknowledge(address, { seq: message?.seq ?? 0, hash: "" });
    await acknowledge();
    await evict();
    const before = rings();
    expect(await runDurableObjectAlarm(stub)).toBe(true);
    expect(rings(), "what was only noted in memory is asked for again").toBe(before + 1);
    await acknowledge();
    await evict();
    expect(await runDurableObjectAlarm(stub)).toBe(true);
    expect(rings(), "and then it is known").toBe(before + 1);
    expect(await port.handOver(address)).toBeNull();
  });

  it("costs few rows: a turn is not a row per token", async () => {
    const { stub, port, start, send } = open();
    await start();
    setScript(() => speak(...Array.from({ length: 500 }, (_, index) => `${index} `)));
    await value(port.sendAndWait(send("hi")));
    const blocks = await runInDurableObject(stub, (_, state) => state.storage.sql.exec("SELECT count(*) AS n FROM turn_blocks").one()["n"]);
    expect(blocks).toBe(0);
  });
});
