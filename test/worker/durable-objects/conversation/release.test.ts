/** A conversation that nobody talks in lives in Postgres alone, and wakes whole (contracts.md §3). */
import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { afterEach, beforeEach, describe, expect, inject, it } from "vitest";
import { connectDatabase } from "../../../../src/db/client.ts";
import { readConversation, readMessages, writeHandOvers } from "../../../../src/history/index.ts";
import { code, frames, open, owner, value } from "../../support/conversation.ts";
import { callTool, setScript, speak } from "../../support/scripted-model.ts";
import { sleep } from "../../support/worker.ts";

type Opened = ReturnType<typeof open>;

const { databaseUrl, databaseEndpoint } = inject("standIns");
const db = connectDatabase(databaseUrl, databaseEndpoint);
const whole = { beforeSeq: null, limit: 200 };

beforeEach(() => setScript(() => speak("Vâng ", "ạ.")));
afterEach(() => Object.assign(sleep, { releaseAfterMs: 86_400_000, postgresIsAway: false }));

/** What the history consumer does. */
async function handOverAll({ port, address }: Opened): Promise<void> {
  for (let page = await port.handOver(address); page; page = await port.handOver(address)) {
    await writeHandOvers(db, [page], Date.now());
    await port.acknowledge(address, { seq: page.upToSeq, hash: page.rows.at(-1)?.hash ?? page.previousHash });
  }
}

async function fallAsleep(conversation: Opened): Promise<void> {
  sleep.releaseAfterMs = 0;
  expect(await runDurableObjectAlarm(conversation.stub)).toBe(true);
}

const rowsIn = ({ stub }: Opened) =>
  runInDurableObject(stub, (_, { storage }) => Number(storage.sql.exec("SELECT COUNT(*) AS n FROM log").one()["n"]));

describe("a silent conversation", () => {
  it("is let go once Postgres holds all of it, and is read from there", async () => {
    const conversation = open();
    const { port, address, start, send } = conversation;
    await start();
    await value(port.sendAndWait(send("một", { messageId: "m1" })));
    const record = await value(port.read(address, owner));
    const { messages } = await value(port.messages(address, owner, whole));
    await fallAsleep(conversation);
    expect(await rowsIn(conversation), "Postgres has not got it yet").toBeGreaterThan(0);
    await handOverAll(conversation);
    await fallAsleep(conversation);
    expect(await rowsIn(conversation)).toBe(0);
    expect(await code(port.read(address, owner))).toBe("not_found");
    expect(await readConversation(db, address, owner)).toEqual({ ...record, syncedSeq: record.lastSeq });
    expect((await readMessages(db, address, owner, whole))?.messages).toEqual(messages);
  });

  it("wakes whole with the next message: its words, its state, its ids, its branches", async () => {
    const conversation = open();
    const { port, address, start, send } = conversation;
    await start();
    let step = 0;
    setScript(() => (step++ === 0 ? callTool("search_offerings", { query: "x" }) : speak("Có hai mẫu ạ.")));
    const first = await value(port.sendAndWait(send("laptop", { messageId: "m1" })));
    setScript(() => speak("Cách khác ạ."));
    await value(port.sendAndWait(send("", { messageId: "m1", trigger: "retry" })));
    const record = await value(port.read(address, owner));
    const { messages } = await value(port.messages(address, owner, whole));
    await handOverAll(conversation);
    await fallAsleep(conversation);
    sleep.releaseAfterMs = 86_400_000;

    const again = await value(port.sendAndWait(send("laptop", { messageId: "m1" })));
    expect(again.message?.content, "the same message id is the same turn, also after a sleep").toBe("Cách khác ạ.");
    expect(await value(port.read(address, owner))).toEqual({ ...record, syncedSeq: record.lastSeq });
    expect((await value(port.messages(address, owner, whole))).messages).toEqual(messages);
    const next = await frames(await value(port.sendAndStream(send("tiếp"))));
    expect(next[0]?.id).toBe(record.lastSeq + 2);
    await value(port.selectBranch(address, owner, first.message?.id ?? ""));
    const newest = await value(port.messages(address, owner, { beforeSeq: null, limit: 1 }));
    expect(newest.messages[0]?.content).toBe("Có hai mẫu ạ.");
    expect((await port.handOver(address))?.previousHash, "the chain goes on where it was").toMatch(/^[0-9a-f]{64}$/);
  });

  it("begins nothing in its place while Postgres is away, and is there when it is back", async () => {
    const conversation = open();
    const { port, address, start, send } = conversation;
    await start();
    await value(port.sendAndWait(send("một", { messageId: "m1" })));
    await handOverAll(conversation);
    await fallAsleep(conversation);
    sleep.releaseAfterMs = 86_400_000;
    sleep.postgresIsAway = true;
    expect(await code(port.sendAndWait(send("hai", { messageId: "m2" })))).toBe("unavailable");
    expect(await code(start())).toBe("unavailable");
    sleep.postgresIsAway = false;
    await value(port.sendAndWait(send("hai", { messageId: "m2" })));
    const { messages } = await value(port.messages(address, owner, whole));
    expect(messages.map(({ content }) => content)).toEqual(["Vâng ạ.", "hai", "Vâng ạ.", "một", "Xin chào!"]);
  });

  it("wakes with 5,000 messages", async () => {
    const conversation = open();
    const { stub, port, address, start, send } = conversation;
    await start();
    const lastSeq = 5001;
    await runInDurableObject(stub, (_, { storage }) => {
      for (let seq = 2; seq <= lastSeq; seq++) {
        const text = `câu ${seq}`;
        const message = {
          seq,
          id: `m${seq}`,
          previousMessageId: `m${seq - 1}`,
          authorType: seq % 2 === 0 ? "user" : "assistant",
          content: text,
        };
        const kept = { ...message, parts: [{ type: "text", text }], metadata: {}, turnId: null, createdAt: seq, updatedAt: seq };
        const row = { message: kept, previousSeq: seq - 1, events: [], turn: null };
        storage.sql.exec("INSERT INTO log (seq, data) VALUES (?, ?)", seq, JSON.stringify(row));
      }
      const { data } = storage.sql.exec<{ data: string }>("SELECT data FROM documents WHERE id = 1").one();
      const document = JSON.parse(data) as { record: object };
      const record = { ...document.record, lastSeq, headSeq: lastSeq, lastMessageId: `m${lastSeq}` };
      storage.sql.exec("UPDATE documents SET data = ? WHERE id = 1", JSON.stringify({ ...document, record }));
    });
    await conversation.evict();
    await handOverAll(conversation);
    await fallAsleep(conversation);
    expect(await rowsIn(conversation)).toBe(0);
    sleep.releaseAfterMs = 86_400_000;
    const { message } = await value(port.sendAndWait(send("còn nhớ không?")));
    expect(message?.content).toBe("Vâng ạ.");
    expect(await rowsIn(conversation)).toBe(lastSeq + 2);
    const page = await value(port.messages(address, owner, { beforeSeq: 3, limit: 5 }));
    expect(page.messages.map(({ content }) => content)).toEqual(["câu 2", "Xin chào!"]);
  });
});
