/** The socket tells what the feed tells, sleeps for free, and talks back. */
import { abortAllDurableObjects, evictDurableObject, runInDurableObject } from "cloudflare:test";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { ConversationStorage } from "../../../../durable-objects/conversation/storage.ts";
import type { Actor, FeedQuery } from "../../../../src/conversations/index.ts";
import type { LogRow } from "../../../../src/transcript/index.ts";
import { seededRandom } from "../../../support/random.ts";
import { open, owner, value } from "../../support/conversation.ts";
import { FeedClient, fromNow, fromStart, hasType, isEntry, isLive, openSocket, type SocketClient, type Told } from "../../support/feed.ts";
import { callTool, setScript, speak, speakSlowly, speakThenHang } from "../../support/scripted-model.ts";

const visitor: Actor = { role: "visitor", userId: "u" };
const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);
const seqsOf = (told: readonly Told[]) => told.filter(isEntry).map(({ seq }) => seq);

function begin() {
  const conversation = open();
  const { address, find } = conversation;
  const connect = (query: FeedQuery = fromNow, actor: Actor = visitor) => openSocket(find(), { address, actor, query });
  return { ...conversation, connect };
}

/** Reads on, page by page, until it is told what happens. */
async function toLive(socket: SocketClient): Promise<Told[]> {
  for (let pages = 1; ; pages++) {
    const told = await socket.until((seen) => isLive(seen) || hasType("more", pages)(seen));
    if (isLive(told)) return told;
    socket.send({ type: "resume", after: told.at(-1)?.id });
  }
}

beforeEach(() => setScript(() => speak("Một ", "hai ", "ba.")));

describe("the socket", () => {
  it("tells what the feed tells, entry for entry, at whatever moment it is opened", async () => {
    const seed = Date.now() % 2 ** 32;
    const random = seededRandom(seed);
    const { port, address, start, send, connect } = begin();
    await start();
    const sockets: { after: number; socket: SocketClient }[] = [];
    let call = 0;
    const words = upTo(30).map((word) => `${word} `);
    setScript(() => (call++ % 2 === 0 ? callTool("search_offerings", { query: "x" }, `call-${call}`) : speakSlowly(...words)));
    for (let turn = 0; turn < 4; turn++) {
      const answered = value(port.sendAndWait(send(`question ${turn}`)));
      for (let wait = random.whole(0, 30); wait > 0; wait--) await new Promise((resolve) => setTimeout(resolve, 1));
      const after = random.whole(0, (await value(port.read(address, owner))).lastSeq);
      const socket = await connect({ after: { seq: after, generation: 0 }, only: null }, owner);
      sockets.push({ after, socket });
      await answered;
    }
    const feed = new FeedClient(await value(port.feed(address, owner, fromStart)));
    const truth = (await feed.until(isLive)).filter(isEntry);
    expect(seqsOf(truth)).toEqual(upTo(truth.length));
    for (const { after, socket } of sockets) {
      await toLive(socket);
      await socket.until((told) => told.some(({ seq }) => seq === truth.length));
      expect(socket.told.filter(isEntry), `seed ${seed}, after ${after}`).toEqual(truth.slice(after));
      socket.close();
    }
    await feed.cancel();
  });

  it("sleeps for free: after the sleep it is told what happens, and may speak", async () => {
    const { stub, port, start, send, connect } = begin();
    await start();
    const socket = await connect();
    await toLive(socket);
    await evictDurableObject(stub);
    socket.send('{"type":"ping"}');
    await socket.until(hasType("pong"));
    const { message } = await value(port.sendAndWait(send("hi")));
    await socket.until(hasType("turn.ended"));
    expect(seqsOf(socket.told)).toEqual(upTo(message?.seq ?? 0).slice(1));
    await evictDurableObject(stub);
    expect(await socket.ask({ type: "message", text: "và nữa" })).toMatchObject({ type: "accepted" });
    await socket.until(hasType("turn.ended", 2));
    expect(new Set(seqsOf(socket.told)).size).toBe(seqsOf(socket.told).length);
    expect(seqsOf(socket.told)).toEqual(seqsOf(socket.told).map((_, index) => index + 2));
    socket.close();
  });

  it("keeps nothing awake: no timer runs for it", async () => {
    const { start, stub, connect } = begin();
    await start();
    const ticking = vi.spyOn(globalThis, "setInterval");
    const socket = await connect();
    await toLive(socket);
    expect(await runInDurableObject(stub, () => ticking.mock.calls.length)).toBe(0);
    ticking.mockRestore();
    socket.close();
  });

  it("reads a long log page by page, each when its client asks", async () => {
    const { find, stub, start, connect } = begin();
    await start();
    const count = 1000;
    await runInDurableObject(stub, async (_, { storage }) => {
      const log = new ConversationStorage(storage);
      const first = log.rowAt(1) as LogRow & { message: NonNullable<LogRow["message"]> };
      storage.transactionSync(() => {
        for (let seq = 2; seq <= count; seq++) log.saveRow({ ...first, seq, message: { ...first.message, seq, id: `m${seq}` } });
      });
      const loaded = log.loadConversation();
      if (!loaded) throw new Error("no conversation");
      log.saveConversation({ ...loaded, record: { ...loaded.record, lastSeq: count, headSeq: count } });
    });
    await abortAllDurableObjects();
    const socket = await connect(fromStart);
    await socket.until(hasType("more"));
    expect(socket.told.length).toBeLessThan(count / 4);
    // The page that comes next is not in memory: the object may sleep until it is asked for.
    await evictDurableObject(find());
    expect(seqsOf(await toLive(socket))).toEqual(upTo(count));
    socket.close();
  });

  it("says that a place is gone, as the feed does", async () => {
    const { start, connect } = begin();
    await start();
    const socket = await connect({ after: { seq: 40, generation: 0 }, only: null });
    const told = await toLive(socket);
    expect(told.map(({ type }) => type)).toEqual(["ready", "discontinuity", "live"]);
    expect(told[0]?.id, "a cut right behind it hides nothing").toBe("40");
    expect(told[1]).toMatchObject({ reason: "unknown", resume_after: "1" });
    socket.close();
  });

  it("is for who may see the conversation", async () => {
    const { start, connect } = begin();
    await expect(connect()).rejects.toThrow("not_found");
    await start();
    await expect(connect(fromNow, { role: "visitor", userId: "other" })).rejects.toThrow("not_found");
  });

  it("opens for nothing that the Worker has not written", async () => {
    const { find, start } = begin();
    await start();
    for (const headers of [{ upgrade: "websocket" }, { "edgewise-socket": "{}" }] as Record<string, string>[]) {
      const response = await find().fetch("https://object/socket", { headers });
      expect([response.webSocket, response.status]).toEqual([null, 400]);
      await response.text();
    }
  });

  it("ends with the conversation, and says so", async () => {
    const { port, address, start, connect } = begin();
    await start();
    const socket = await connect();
    await toLive(socket);
    await port.erase(address);
    expect(await socket.untilClosed()).toMatchObject({ code: 4410 });
    expect(socket.told.at(-1)).toEqual({ type: "conversation.erased" });
  });

  it("drops who takes a lot and is never heard of, and the turn does not notice", async () => {
    const { port, start, send, connect } = begin();
    await start();
    const [silent, alive] = [await connect(), await connect()];
    await Promise.all([toLive(silent), toLive(alive)]);
    const said = upTo(40).map((word) => `${word} `.padEnd(4000, "x"));
    setScript(() => speak(...said));
    await value(port.sendAndWait(send("1")));
    alive.send('{"type":"ping"}');
    await alive.until(hasType("pong"));
    const { message } = await value(port.sendAndWait(send("2")));
    alive.send('{"type":"ping"}');
    await alive.until(hasType("pong", 2));
    await value(port.sendAndWait(send("3")));
    expect(message).toMatchObject({ content: said.join(""), metadata: { status: "complete" } });
    expect(await silent.untilClosed()).toMatchObject({ code: 1013 });
    await alive.until(hasType("turn.ended", 3));
    alive.close();
  });
});

describe("talking back", () => {
  it("sends a message as POST does: the same id is the same message, and the answer comes as entries", async () => {
    const { start, connect } = begin();
    await start();
    const socket = await connect();
    await toLive(socket);
    const first = await socket.ask({ type: "message", id: "m1", text: "Chào" });
    expect(first).toMatchObject({ type: "accepted", message_id: "m1" });
    await socket.until(hasType("turn.ended"));
    expect(await socket.ask({ type: "message", id: "m1", text: "Chào" })).toMatchObject({ turn_id: first["turn_id"] });
    expect(await socket.ask({ type: "message", id: "m1", text: "khác" })).toMatchObject({ type: "error", code: "conflict" });
    const messages = socket.told.flatMap(({ message }) => (message ? [(message as { content: string }).content] : []));
    expect(messages).toEqual(["Chào", "Một hai ba."]);
    socket.close();
  });

  it("stops the turn", async () => {
    const { start, connect } = begin();
    await start();
    setScript((options) => speakThenHang(options, "nửa ", "câu"));
    const socket = await connect();
    await toLive(socket);
    expect(await socket.ask({ type: "stop" })).toMatchObject({ type: "stopped", stopped: false });
    await socket.ask({ type: "message", text: "Chào" });
    await socket.until((told) => told.some(({ chunk }) => chunk?.delta === "câu"));
    expect(await socket.ask({ type: "stop" })).toMatchObject({ type: "stopped", stopped: true });
    const told = await socket.until(hasType("turn.ended"));
    expect(told.find(({ type }) => type === "turn.ended")).toMatchObject({ data: { status: "stopped" } });
    socket.close();
  });

  it.each([
    ["no JSON", "hello", "invalid_request"],
    ["an unknown type", '{"type":"dance"}', "invalid_request"],
    ["no text", '{"type":"message","text":"  "}', "invalid_request"],
    ["a long text", JSON.stringify({ type: "message", text: "x".repeat(32_001) }), "invalid_request"],
    ["a foreign place", '{"type":"resume","after":"abc"}', "invalid_request"],
    ["a huge frame", JSON.stringify({ type: "message", text: "x".repeat(300_000) }), "payload_too_large"],
  ])("answers %s with what is wrong, and stays open", async (_, frame, refusal) => {
    const { start, connect } = begin();
    await start();
    const socket = await connect();
    socket.send(frame);
    const told = await socket.until(hasType("error"));
    expect(told.at(-1)).toMatchObject({ type: "error", code: refusal, detail: expect.stringMatching(/\S/) });
    expect(await socket.ask({ type: "message", text: "Chào" })).toMatchObject({ type: "accepted" });
    socket.close();
  });

  it("answers bytes and a flood with what is wrong, and stays open", async () => {
    const { start, connect } = begin();
    await start();
    const socket = await connect();
    socket.sendBytes(new Uint8Array([1, 2, 3]));
    await socket.until((told) => told.some(({ code }) => code === "invalid_request"));
    for (let frame = 0; frame < 200; frame++) socket.send({ type: "typing", typing: true });
    await socket.until((told) => told.some(({ code }) => code === "rate_limited"));
    expect(socket.closed).toBeNull();
    socket.close();
  });
});

describe("typing and presence", () => {
  it("are told to the others, have no place, and do not name staff", async () => {
    const { port, address, start, connect } = begin();
    await start();
    const customer = await connect();
    const feed = new FeedClient(await value(port.feed(address, owner, fromNow)));
    expect((await feed.until(isLive))[0]).toMatchObject({ participants: [{ role: "visitor", user_id: "u" }] });
    const staff = await connect(fromNow, owner);
    const both = [
      { role: "visitor", user_id: "u" },
      { role: "staff", user_id: null },
    ];
    expect((await customer.until(hasType("presence"))).at(-1)).toEqual({ type: "presence", participants: both });
    expect((await staff.until(isLive))[0]).toMatchObject({ type: "ready", participants: both });
    staff.send({ type: "typing", typing: true });
    expect((await customer.until(hasType("typing"))).at(-1)).toEqual({ type: "typing", typing: true, role: "staff", user_id: null });
    customer.send({ type: "typing", typing: false });
    expect((await staff.until(hasType("typing"))).at(-1)).toEqual({ type: "typing", typing: false, role: "visitor", user_id: "u" });
    staff.close();
    await customer.until((told) => told.at(-1)?.type === "presence" && JSON.stringify(told.at(-1)).includes("staff") === false);
    expect(
      customer.told.filter(({ type }) => type === "typing"),
      "nobody is told of himself",
    ).toHaveLength(1);
    const heard = await feed.until(hasType("presence", 2));
    expect(heard.filter(({ type }) => type === "typing")).toHaveLength(2);
    expect(heard.filter(isEntry)).toEqual([]);
    expect((await value(port.read(address, owner))).lastSeq).toBe(1);
    await feed.cancel();
    customer.close();
  });

  it("outlive the sleep of the object: who is here is known after it, and who leaves is told", async () => {
    const { stub, start, connect } = begin();
    await start();
    const [customer, staff] = [await connect(), await connect(fromNow, owner)];
    await Promise.all([toLive(customer), toLive(staff)]);
    await evictDurableObject(stub);
    staff.send({ type: "typing", typing: true });
    await customer.until(hasType("typing"));
    await evictDurableObject(stub);
    staff.close();
    const told = await customer.until((seen) => seen.filter(({ type }) => type === "presence").length === 2);
    expect(told.at(-1)).toEqual({ type: "presence", participants: [{ role: "visitor", user_id: "u" }] });
    customer.close();
  });

  it("of two pages of one visitor is one presence", async () => {
    const { start, connect } = begin();
    await start();
    const first = await connect();
    const second = await connect();
    expect((await toLive(second))[0]).toMatchObject({ participants: [{ role: "visitor", user_id: "u" }] });
    second.send({ type: "typing", typing: true });
    second.close();
    const staff = await connect(fromNow, owner);
    await first.until(hasType("presence"));
    expect(first.told.map(({ type }) => type)).toEqual(["ready", "live", "presence"]);
    for (const socket of [first, staff]) socket.close();
  });
});
