/** One log, one way to resume: the feed tells everything that happens, once, in one order, from any place. */
import { abortAllDurableObjects, runInDurableObject } from "cloudflare:test";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { ConversationPort, FeedQuery } from "../../../../src/conversations/index.ts";
import { ConversationStorage } from "../../../../durable-objects/conversation/storage.ts";
import type { LogRow } from "../../../../src/transcript/index.ts";
import { seededRandom } from "../../../support/random.ts";
import { code, frames, open, owner, readUntil, value } from "../../support/conversation.ts";
import { FeedClient, fromNow, fromStart, hasType, isEntry, isLive, placeOf, type Told } from "../../support/feed.ts";
import { callTool, setScript, speak, speakSlowly, speakThenHang } from "../../support/scripted-model.ts";

const words = (count: number) => Array.from({ length: count }, (_, index) => `${index} `);
const seqsOf = (told: readonly Told[]) => told.filter(isEntry).map(({ seq }) => seq);
const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

async function listen(port: ConversationPort, address: ReturnType<typeof open>["address"], query: FeedQuery) {
  return new FeedClient(await value(port.feed(address, owner, query)));
}

/** Everything from a place to now, and no more. */
async function read(port: ConversationPort, address: ReturnType<typeof open>["address"], query: FeedQuery) {
  const feed = await listen(port, address, query);
  const told = [...(await feed.until(isLive))];
  await feed.cancel();
  return told;
}

beforeEach(() => setScript(() => speak("Một ", "hai ", "ba.")));

describe("the feed", () => {
  it("begins with where the log stands, and tells from then on everything that happens", async () => {
    const { port, address, start, send } = open();
    await start();
    const feed = await listen(port, address, fromNow);
    let step = 0;
    setScript(() => (step++ === 0 ? callTool("search_offerings", { query: "laptop" }) : speak("Đây ạ")));
    const { message } = await value(port.sendAndWait(send("laptop", { messageId: "m1" })));
    const told = await feed.until(hasType("turn.ended"));
    expect(told[0]).toEqual({ type: "ready", id: "1", last_seq: 1, participants: [] });
    expect(told[1]).toEqual({ type: "live", id: "1" });
    const entries = told.filter(isEntry);
    expect(seqsOf(entries)).toEqual(upTo(message?.seq ?? 0).slice(1));
    expect(entries[0]).toMatchObject({ type: "message.created", message: { id: "m1", author_type: "user", content: "laptop" } });
    expect(entries.map(({ type }) => type).filter((type) => type !== "chunk")).toEqual([
      "message.created",
      "tool.called",
      "state.changed",
      "turn.ended",
    ]);
    expect(entries.at(-1)).toMatchObject({ message: { id: message?.id, content: "Đây ạ" }, data: { status: "complete" } });
    await feed.cancel();
  });

  it("tells the same to who was there, who comes later, and who reads the turn's own stream", async () => {
    const { port, address, start, send } = open();
    await start();
    const live = await listen(port, address, fromNow);
    const stream = await frames(await value(port.sendAndStream(send("hi"))));
    const heard = (await live.until(hasType("turn.ended"))).filter(isEntry);
    const replayed = (await read(port, address, fromStart)).filter(isEntry);
    expect(replayed.slice(1)).toEqual(heard);
    expect(seqsOf(replayed)).toEqual(upTo(replayed.length));
    const chunks = heard.filter(({ chunk }) => chunk).map(({ id, chunk }) => ({ id: Number(id), data: JSON.stringify(chunk) }));
    expect(stream.slice(0, -1)).toEqual(chunks);
    await live.cancel();
  });

  it("has no gap and no double at the seam, whenever a reader comes and wherever it was cut off", async () => {
    const seed = Date.now() % 2 ** 32;
    const random = seededRandom(seed);
    const { port, address, start, send } = open();
    await start();
    const readers: { after: number; told: Promise<Told[]> }[] = [];
    let call = 0;
    setScript(() =>
      call++ % 2 === 0 ? callTool("search_offerings", { query: "x" }, `call-${call}`) : speakSlowly(...words(random.whole(1, 40))),
    );
    for (let turn = 0; turn < 6; turn++) {
      const answered = value(port.sendAndWait(send(`question ${turn}`)));
      for (let reader = 0; reader < 4; reader++) {
        // At any moment of the turn: between any two of its words.
        for (let wait = random.whole(0, 15); wait > 0; wait--) await new Promise((resolve) => setTimeout(resolve, 1));
        const { lastSeq } = await value(port.read(address, owner));
        const after = random.whole(0, lastSeq);
        const feed = await listen(port, address, { after: { seq: after, generation: 0 }, only: null });
        readers.push({ after, told: feed.until(hasType("end of the test")).catch(() => feed.told) });
      }
      await answered;
    }
    const { lastSeq } = await value(port.read(address, owner));
    const truth = (await read(port, address, fromStart)).filter(isEntry);
    expect(seqsOf(truth), `seed ${seed}`).toEqual(upTo(lastSeq));
    await port.erase(address);
    for (const { after, told } of readers) {
      const heard = (await told).filter(isEntry);
      expect(heard, `seed ${seed}, after ${after}`).toEqual(truth.slice(after));
    }
  });

  it("is content with what is asked for, and goes on behind the last of it", async () => {
    const { port, address, start, send } = open();
    await start();
    let step = 0;
    setScript(() => (step++ === 0 ? callTool("search_offerings", { query: "laptop" }) : speak("Đây ạ")));
    await value(port.sendAndWait(send("laptop")));
    const only = async (...topics: NonNullable<FeedQuery["only"]>) =>
      (await read(port, address, { ...fromStart, only: topics })).filter(isEntry);
    expect((await only("messages")).map(({ type }) => type)).toEqual(["message.created", "message.created", "message.created"]);
    expect((await only("states", "tools")).map(({ type }) => type)).toEqual(["tool.called", "state.changed"]);
    const turns = await only("turns");
    expect(turns.map(({ type, message, chunk }) => [type, message, chunk])).toEqual([["turn.ended", undefined, undefined]]);
    expect((await only("chunks")).every(({ type }) => type === "chunk")).toBe(true);
    expect(await read(port, address, { after: placeOf(turns[0]?.id), only: ["turns"] })).toHaveLength(2);
  });

  it("reads a long log page by page, as fast as its client does", async () => {
    const { find, stub, address, start } = open();
    await start();
    const count = 5000;
    await runInDurableObject(stub, async (_, { storage }) => {
      const log = new ConversationStorage(storage);
      const first = log.rowAt(1) as LogRow & { message: NonNullable<LogRow["message"]> };
      storage.transactionSync(() => {
        for (let seq = 2; seq <= count; seq++)
          log.saveRow({ ...first, seq, previousSeq: seq - 1, message: { ...first.message, seq, id: `m${seq}` } });
      });
      const loaded = log.loadConversation();
      if (!loaded) throw new Error("no conversation");
      log.saveConversation({ ...loaded, record: { ...loaded.record, lastSeq: count, headSeq: count } });
    });
    await abortAllDurableObjects();
    const feed = await listen(find() as unknown as ConversationPort, address, fromStart);
    await feed.until((told) => told.some(({ seq }) => seq === 10));
    expect(feed.told.length, "not all of it at once").toBeLessThan(count / 4);
    expect(seqsOf(await feed.until(isLive))).toEqual(upTo(count));
    await feed.cancel();
  });

  it("comes to an end only with the conversation, and says so", async () => {
    const { port, address, start, send } = open();
    await start();
    const [live, slow] = [await listen(port, address, fromNow), await listen(port, address, fromStart)];
    await live.until(isLive);
    await value(port.sendAndWait(send("hi")));
    await value(port.close(address, owner));
    await live.until((told) => told.some(({ data }) => (data as { to?: string } | undefined)?.to === "closed"));
    await port.erase(address);
    expect((await live.toEnd()).at(-1)).toEqual({ type: "conversation.erased" });
    expect((await slow.toEnd()).at(-1), "also for who has not read on").toEqual({ type: "conversation.erased" });
    expect(await code(port.feed(address, owner, fromNow))).toBe("not_found");
  });

  it("is for who may see the conversation, and does not tell a visitor what staff note", async () => {
    const { port, address, start } = open();
    expect(await code(port.feed(address, owner, fromNow)), "not begun").toBe("not_found");
    await start();
    expect(await code(port.feed(address, { role: "visitor", userId: "other" }, fromNow))).toBe("not_found");
    await value(port.takeOver(address, owner, "a difficult one"));
    const visitor = new FeedClient(await value(port.feed(address, { role: "visitor", userId: "u" }, fromStart)));
    const seen = await visitor.until(isLive);
    const staff = await read(port, address, fromStart);
    const handover = (told: readonly Told[]) => told.find(({ type }) => type === "handover.started");
    expect(handover(staff)).toMatchObject({ data: { reason: "a difficult one" } });
    expect(handover(seen)).toMatchObject({ data: {} });
    expect(JSON.stringify(seen)).not.toContain("difficult");
    expect(seqsOf(seen)).toEqual(seqsOf(staff));
    await visitor.cancel();
  });

  it("drops who reads too slowly, and the turn does not notice", async () => {
    const { port, address, start, send } = open();
    await start();
    const slow = await listen(port, address, fromNow);
    await slow.until(isLive);
    const said = words(12_000);
    setScript(() => speak(...said));
    const { message } = await value(port.sendAndWait(send("hi")));
    expect(message).toMatchObject({ content: said.join(""), metadata: { status: "complete" } });
    await expect(slow.toEnd()).rejects.toThrow();
    const whole = await read(port, address, { after: placeOf(slow.told.at(-1)?.id), only: null });
    expect(seqsOf(whole).at(-1), "what it missed is there").toBe(message?.seq);
  });

  it("drops some of many who lag together, though each alone might", async () => {
    const { port, address, start, send } = open();
    await start();
    const slow = await Promise.all(Array.from({ length: 20 }, () => listen(port, address, fromNow)));
    await Promise.all(slow.map((one) => one.until(isLive)));
    setScript(() => speak(...words(4_000)));
    const { message } = await value(port.sendAndWait(send("hi")));
    const ends = await Promise.allSettled(slow.map((one) => one.until((told) => told.at(-1)?.seq === message?.seq)));
    const served = ends.filter(({ status }) => status === "fulfilled").length;
    expect(served).toBeGreaterThan(0);
    expect(served).toBeLessThan(20);
    await port.erase(address);
  });

  it("serves so many streams and no more", async () => {
    const { port, address, start } = open();
    await start();
    const feeds = await Promise.all(Array.from({ length: 128 }, () => listen(port, address, fromNow)));
    expect(await code(port.feed(address, owner, fromNow))).toBe("rate_limited");
    await feeds[0]?.cancel();
    await vi.waitFor(async () => expect(await code(port.feed(address, owner, fromNow))).toBe("ok"));
    await port.erase(address);
  });
});

describe("a place that is gone", () => {
  const dataOf = (told: readonly Told[]) => told.find(({ type }) => type === "discontinuity");

  it("stays the reader's place until it is told: a cut right behind `ready` hides nothing", async () => {
    const { port, address, start } = open();
    await start();
    const told = await read(port, address, { after: { seq: 40, generation: 3 }, only: null });
    expect(told.map(({ type, id }) => ({ type, id })).slice(0, 2)).toEqual([
      { type: "ready", id: "40.3" },
      { type: "discontinuity", id: "0" },
    ]);
  });

  it("for the words were lost with a process: goes on before the first of them", async () => {
    const { find, port, address, start, send } = open();
    await start();
    setScript((options) => speakThenHang(options, "nửa ", "câu"));
    const { text } = await readUntil(await value(port.sendAndStream(send("hi", { messageId: "m" }))), (so) => so.includes('"câu"'));
    const lastId = [...text.matchAll(/^id: (\S+)$/gm)].at(-1)?.[1];
    await abortAllDurableObjects();
    setScript(() => speak("cả ", "câu."));
    const again = find() as unknown as ConversationPort;
    const { message } = await value(again.sendAndWait(send("hi", { messageId: "m" })));
    const told = await read(again, address, { after: placeOf(lastId), only: null });
    const lost = dataOf(told);
    expect(lost).toMatchObject({ reason: "rewound", action: "replace" });
    expect(told[0]?.id, "until it is told, it has its own place").toBe(lastId);
    const from = placeOf(String(lost?.["resume_after"])).seq;
    const all = (await read(again, address, fromStart)).filter(isEntry);
    expect(told.filter(isEntry)).toEqual(all.filter(({ seq }) => Number(seq) > from));
    expect(seqsOf(all)).toEqual(upTo(message?.seq ?? 0));
    expect(dataOf(await read(again, address, { after: { seq: 2, generation: 0 }, only: null })), "the question was kept").toBeUndefined();
  });

  it("for the log has not come that far, or is another one: goes on from what is common", async () => {
    const { port, address, start, send } = open();
    await start();
    const { message } = await value(port.sendAndWait(send("hi")));
    const ahead = await read(port, address, { after: { seq: 900, generation: 0 }, only: null });
    expect(dataOf(ahead)).toMatchObject({ reason: "unknown", resume_after: String(message?.seq) });
    const other = await read(port, address, { after: { seq: 900, generation: 3 }, only: null });
    expect(dataOf(other)).toMatchObject({ resume_after: "0" });
    expect(seqsOf(other)).toEqual(upTo(message?.seq ?? 0));
  });

  it("for of this answer only the whole is kept: goes on before the answer", async () => {
    const { stub, port, address, start, send } = open();
    await start();
    const { message } = await value(port.sendAndWait(send("hi")));
    await runInDurableObject(stub, (_, { storage }) => void storage.sql.exec("UPDATE log SET stream = NULL"));
    const told = await read(port, address, { after: { seq: 5, generation: 0 }, only: null });
    expect(dataOf(told)).toMatchObject({ reason: "condensed", resume_after: "2" });
    expect(told.filter(isEntry).at(-1)).toMatchObject({ seq: message?.seq, type: "turn.ended", message: { content: "Một hai ba." } });
    const messages = await read(port, address, { after: { seq: 5, generation: 0 }, only: ["messages"] });
    expect(dataOf(messages), "who wants no words misses none").toBeUndefined();
  });
});
