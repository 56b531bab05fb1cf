/** A customer falls silent: one reminder, then a farewell, by the object's one alarm, awake, asleep or released (docs/decisions/idle.md). */
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { afterEach, beforeEach, describe, expect, inject, it } from "vitest";
import { connectDatabase } from "../../../../src/db/client.ts";
import { writeHandOvers } from "../../../../src/history/index.ts";
import { retailFlow, type Flow, type IdleRule } from "../../../../src/lifecycle/index.ts";
import { open, owner, readUntil, value } from "../../support/conversation.ts";
import { callTool, setScript, speak, speakThenHang } from "../../support/scripted-model.ts";
import { clock, followed, sleep } from "../../support/worker.ts";

type Opened = ReturnType<typeof open>;

const { databaseUrl, databaseEndpoint } = inject("standIns");
const db = connectDatabase(databaseUrl, databaseEndpoint);
const minute = 60_000;
const hour = 60 * minute;

const rule: IdleRule = { remind_after_s: 15 * 60, close_after_s: 12 * 3600 };
const withRule = (state: string, idle: IdleRule): Flow => {
  const known = retailFlow.states[state];
  if (!known) throw new Error(`There is no state ${state}.`);
  return { ...retailFlow, states: { ...retailFlow.states, [state]: { ...known, idle } } };
};

beforeEach(() => {
  followed.flow = withRule("idle", rule);
  setScript(() => speak("Vâng ạ."));
});
afterEach(() => {
  clock.offBy = 0;
  followed.flow = retailFlow;
  Object.assign(sleep, { releaseAfterMs: 86_400_000, postgresIsAway: false });
});

/** Time passes, and the alarm goes off, as often as it likes. */
async function silence({ find }: Opened, milliseconds: number, alarms = 1): Promise<void> {
  clock.offBy += milliseconds;
  for (let times = 0; times < alarms; times++) await runDurableObjectAlarm(find());
}

const said = async ({ find, address }: Opened) =>
  (await value((find() as unknown as Opened["port"]).messages(address, owner, { beforeSeq: null, limit: 50 }))).messages
    .toReversed()
    .map(({ authorType, content, metadata }) =>
      metadata["reminder"] === true ? "reminder" : metadata["farewell"] === true ? "farewell" : `${authorType}: ${content}`,
    );

const alarmOf = ({ find }: Opened): Promise<number | null> => runInDurableObject(find(), (_, { storage }) => storage.getAlarm());

/** Milliseconds until the alarm, by the clock of the objects. */
const untilAlarm = async (conversation: Opened): Promise<number> => Number(await alarmOf(conversation)) - Date.now() - clock.offBy;

const changesOf = async ({ port, address }: Opened) =>
  (await value(port.exportRows(address, owner, 0))).rows
    .flatMap(({ events }) => events)
    .flatMap(({ kind, data }) => (kind === "state.changed" ? [data] : []));

async function handOverAll({ find, address }: Opened): Promise<void> {
  const port = find() as unknown as Opened["port"];
  for (let page = await port.handOver(address); page; page = await port.handOver(address)) {
    await writeHandOvers(db, [page], Date.now());
    await port.acknowledge(address, { seq: page.upToSeq, hash: page.rows.at(-1)?.hash ?? page.previousHash });
  }
}

const isReleased = async ({ find }: Opened) =>
  runInDurableObject(find(), (_, { storage }) => Number(storage.sql.exec("SELECT COUNT(*) AS n FROM log").one()["n"]) === 0);

/** Postgres has all of it, and nothing is left in the object. */
async function released(conversation: Opened): Promise<void> {
  await handOverAll(conversation);
  sleep.releaseAfterMs = 0;
  await runDurableObjectAlarm(conversation.find());
  sleep.releaseAfterMs = 86_400_000;
  expect(await isReleased(conversation)).toBe(true);
}

async function talk(words = "một"): Promise<Opened> {
  const conversation = open();
  await conversation.start();
  await value(conversation.port.sendAndWait(conversation.send(words, { messageId: "m1" })));
  return conversation;
}

const spoken = ["assistant: Xin chào!", "user: một", "assistant: Vâng ạ."];

describe("a customer who has fallen silent", () => {
  it("is reminded once and bidden farewell once, and the log says why it was closed", async () => {
    const conversation = await talk();
    await silence(conversation, 14 * minute);
    expect(await said(conversation)).toEqual(spoken);
    await silence(conversation, minute, 3);
    expect(await said(conversation)).toEqual([...spoken, "reminder"]);
    await silence(conversation, 11 * hour);
    expect(await said(conversation)).toEqual([...spoken, "reminder"]);
    await silence(conversation, hour, 3);
    expect(await said(conversation)).toEqual([...spoken, "reminder", "farewell"]);
    const { port, address } = conversation;
    expect(await value(port.read(address, owner))).toMatchObject({ state: "closed", endedAt: expect.any(Number) });
    const changes = await changesOf(conversation);
    expect(changes).toMatchObject([{ from: "idle", to: "closed", reason: "idle", silent_since: expect.any(String) }]);
    expect(Date.parse(String(changes[0]?.["silent_since"])), "until then the customer was there").toBeLessThan(Date.now() + minute);
  });

  it("hears the flow's own words in the conversation's language", async () => {
    followed.flow = withRule("idle", { ...rule, reminder: { vi: "Alo, còn đó không ạ?", en: "Hello?" } });
    const vi = await talk();
    const en = await talk("Show me the cheapest laptops, please");
    clock.offBy += 20 * minute;
    for (const conversation of [vi, en]) await runDurableObjectAlarm(conversation.stub);
    const last = async ({ port, address }: Opened) =>
      (await value(port.messages(address, owner, { beforeSeq: null, limit: 1 }))).messages[0]?.content;
    expect(await last(vi)).toBe("Alo, còn đó không ạ?");
    expect(await last(en)).toBe("Hello?");
  });

  it("starts anew with a word, and may be reminded again", async () => {
    const conversation = await talk();
    await silence(conversation, 20 * minute);
    await value(conversation.port.sendAndWait(conversation.send("một")));
    await silence(conversation, 14 * minute);
    const twice = [...spoken, "reminder", "user: một", "assistant: Vâng ạ."];
    expect(await said(conversation)).toEqual(twice);
    await silence(conversation, minute);
    expect(await said(conversation)).toEqual([...twice, "reminder"]);
    await silence(conversation, 12 * hour);
    await value(conversation.port.sendAndWait(conversation.send("hai")));
    expect((await said(conversation)).slice(-3)).toEqual(["farewell", "user: hai", "assistant: Vâng ạ."]);
    expect((await changesOf(conversation)).map(({ reason }) => reason)).toEqual(["idle", "reopened"]);
  });

  it("is closed without a reminder where nobody could be woken until then", async () => {
    const conversation = await talk();
    await silence(conversation, 13 * hour);
    expect(await said(conversation)).toEqual([...spoken, "farewell"]);
  });
});

describe("nobody is disturbed", () => {
  it("who has not spoken yet", async () => {
    const conversation = open();
    await conversation.start();
    await silence(conversation, 13 * hour);
    expect(await said(conversation)).toEqual(["assistant: Xin chào!"]);
  });

  it("while staff have the conversation; the silence counts from when they give it back", async () => {
    const conversation = await talk();
    const { port, address } = conversation;
    await value(port.takeOver(address, owner, null));
    await silence(conversation, 13 * hour);
    expect(await said(conversation)).toEqual(spoken);
    await value(port.giveBack(address, owner));
    await silence(conversation, 14 * minute);
    expect(await said(conversation)).toEqual(spoken);
    await silence(conversation, minute);
    expect(await said(conversation)).toEqual([...spoken, "reminder"]);
  });

  it("while the bot answers, however long it takes", async () => {
    const conversation = await talk();
    const { port, address, send } = conversation;
    setScript((options) => speakThenHang(options, "Để em xem"));
    const { reader } = await readUntil(await value(port.sendAndStream(send("hai"))), (seen) => seen.includes("Để em xem"));
    await silence(conversation, 13 * hour);
    expect((await said(conversation)).slice(3)).toEqual(["user: hai"]);
    await value(port.stop(address, owner));
    await reader.cancel();
    await silence(conversation, 14 * minute);
    expect((await said(conversation)).slice(3)).toEqual(["user: hai", "assistant: Để em xem"]);
  });

  it("where the state says nothing of it, and such a conversation is woken no more often than before", async () => {
    const { idle: _, ...impatient } = followed.flow.states["idle"] ?? { label: { vi: "…", en: "…" }, tools: [], next: [], restarts: false };
    followed.flow = { ...retailFlow, states: { ...retailFlow.states, idle: impatient } };
    const conversation = await talk();
    await handOverAll(conversation);
    await runDurableObjectAlarm(conversation.stub);
    expect(Math.round((await untilAlarm(conversation)) / minute), "only its release is waited for").toBe(24 * 60);
    await silence(conversation, 13 * hour);
    expect(await said(conversation)).toEqual(spoken);
    await released(conversation);
    expect(await alarmOf(conversation)).toBeNull();
  });

  it("in a rehearsal, until its effects are let loose", async () => {
    const origin = await talk();
    const fork = open();
    await value(fork.port.fork(fork.address, owner, { conversationId: origin.address.conversationId, atMessageId: null }));
    await silence(fork, 13 * hour);
    expect(await said(fork)).toEqual(spoken);
    await value(fork.port.letLoose(fork.address, owner));
    await silence(fork, 15 * minute);
    expect(await said(fork)).toEqual([...spoken, "reminder"]);
  });
});

describe("the alarm", () => {
  it("is set to the earliest of what is to come, once Postgres holds what was said", async () => {
    const conversation = await talk();
    await handOverAll(conversation);
    await runDurableObjectAlarm(conversation.stub);
    expect(Math.round((await untilAlarm(conversation)) / minute)).toBe(15);
    await silence(conversation, 15 * minute);
    await handOverAll(conversation);
    await runDurableObjectAlarm(conversation.stub);
    expect(Math.round((await untilAlarm(conversation)) / minute)).toBe(12 * 60 - 15);
  });

  it("reminds no second time and closes no second time where the object slept between", async () => {
    const conversation = await talk();
    await conversation.evict();
    await silence(conversation, 15 * minute);
    await evictDurableObject(conversation.find());
    await silence(conversation, minute, 2);
    expect(await said(conversation)).toEqual([...spoken, "reminder"]);
    await evictDurableObject(conversation.find());
    await silence(conversation, 12 * hour);
    await evictDurableObject(conversation.find());
    await silence(conversation, minute, 2);
    expect(await said(conversation)).toEqual([...spoken, "reminder", "farewell"]);
  });

  it("takes a released conversation back in time, and lets go of it again", async () => {
    const conversation = await talk();
    await released(conversation);
    expect(Math.round((await untilAlarm(conversation)) / minute)).toBe(15);
    await silence(conversation, 14 * minute);
    expect(await isReleased(conversation), "too early").toBe(true);
    await silence(conversation, minute, 2);
    expect(await said(conversation)).toEqual([...spoken, "reminder"]);
    await released(conversation);
    await evictDurableObject(conversation.find());
    await silence(conversation, 12 * hour);
    expect(await said(conversation)).toEqual([...spoken, "reminder", "farewell"]);
    await released(conversation);
    expect(await alarmOf(conversation), "nothing is to come").toBeNull();
  });

  it("tries again, ever later, while Postgres cannot give a released conversation back", async () => {
    const conversation = await talk();
    await released(conversation);
    sleep.postgresIsAway = true;
    await silence(conversation, 15 * minute);
    expect(await isReleased(conversation)).toBe(true);
    expect(Math.round((await untilAlarm(conversation)) / minute)).toBe(1);
    await silence(conversation, 4 * minute);
    expect(Math.round((await untilAlarm(conversation)) / minute)).toBe(4);
    sleep.postgresIsAway = false;
    await silence(conversation, 4 * minute);
    expect(await said(conversation)).toEqual([...spoken, "reminder"]);
  });

  it("leaves a conversation alone that was read before it, and minds it all the same", async () => {
    const conversation = await talk();
    await released(conversation);
    const { send, find } = conversation;
    await value((find() as unknown as Opened["port"]).sendAndWait(send("một", { messageId: "m1" })));
    expect(Math.round((await untilAlarm(conversation)) / minute)).toBeLessThanOrEqual(15);
    await silence(conversation, 15 * minute);
    expect(await said(conversation)).toEqual([...spoken, "reminder"]);
  });
});

it("an answer that is made again, and a branch that is chosen, begin the silence anew", async () => {
  const conversation = await talk();
  const { port, address, send } = conversation;
  await silence(conversation, 20 * minute);
  const [first] = (await value(port.messages(address, owner, { beforeSeq: null, limit: 2 }))).messages.slice(-1);
  setScript(() => speak("Cách khác ạ."));
  await value(port.sendAndWait(send("", { messageId: "m1", trigger: "retry", parts: [] })));
  await silence(conversation, 14 * minute);
  expect((await said(conversation)).at(-1)).toBe("assistant: Cách khác ạ.");
  await value(port.selectBranch(address, owner, first?.id ?? ""));
  expect((await said(conversation)).at(-1), "the reminder stays where it was said").toBe("reminder");
  await silence(conversation, 14 * minute);
  expect((await said(conversation)).filter((one) => one === "reminder")).toHaveLength(1);
});

it("who is about to buy is reminded of it by the preset, and who only looks around is not", async () => {
  followed.flow = retailFlow;
  const looking = await talk();
  const buying = open();
  await buying.start();
  let step = 0;
  const steps = [() => callTool("search_offerings", { query: "x" }), () => callTool("trigger_web_hook", { action: "order" }, "call-2")];
  setScript(() => steps[step++]?.() ?? speak("Vâng ạ."));
  expect((await value(buying.port.sendAndWait(buying.send("mua")))).state).toBe("purchasing");
  clock.offBy += 15 * minute;
  for (const conversation of [looking, buying]) await runDurableObjectAlarm(conversation.stub);
  expect((await said(looking)).at(-1)).toBe("assistant: Vâng ạ.");
  expect((await said(buying)).at(-1)).toBe("reminder");
});
