/** A conversation keeps the flow with which it began until it is moved to the one of today. */
import { runDurableObjectAlarm } from "cloudflare:test";
import { afterEach, beforeEach, describe, expect, inject, it } from "vitest";
import { connectDatabase } from "../../../../src/db/client.ts";
import { writeHandOvers } from "../../../../src/history/index.ts";
import { retailFlow, type Flow } from "../../../../src/lifecycle/index.ts";
import { code, open, owner, value } from "../../support/conversation.ts";
import { FeedClient, fromStart, isEntry, isLive } from "../../support/feed.ts";
import { callTool, setScript, speak, speakThenHang } from "../../support/scripted-model.ts";
import { followed, sleep } from "../../support/worker.ts";

const { browsing: _browsing, ...others } = retailFlow.states;
const withoutBrowsing: Flow = { ...retailFlow, version: 3, states: others };
/** Browsing offers nothing here but a look at one product. */
const { browsing } = retailFlow.states;
if (!browsing) throw new Error("Retail has lost its browsing.");
const narrower: Flow = {
  ...retailFlow,
  version: 2,
  states: { ...retailFlow.states, browsing: { ...browsing, tools: ["get_offering_details"] } },
};

beforeEach(() => setScript(() => speak("Vâng ạ.")));
afterEach(() => {
  followed.flow = retailFlow;
  sleep.releaseAfterMs = 86_400_000;
});

/** One that has searched, and browses. */
async function browse() {
  const conversation = open();
  const { port, start, send } = conversation;
  await start();
  let step = 0;
  setScript(() => (step++ === 0 ? callTool("search_offerings", { query: "x" }) : speak("Có hai mẫu ạ.")));
  await value(port.sendAndWait(send("laptop")));
  setScript(() => speak("Vâng ạ."));
  return conversation;
}

/** The tools that the model is offered for the next message. */
async function offered({ port, send }: Awaited<ReturnType<typeof browse>>): Promise<string[]> {
  let names: string[] = [];
  setScript((options) => {
    names = (options.tools ?? []).map(({ name }) => name);
    return speak("Vâng ạ.");
  });
  await value(port.sendAndWait(send("rồi sao nữa")));
  return names;
}

describe("a flow that is published while a conversation runs", () => {
  it("does not touch it until it is moved; then it follows it, also after a sleep and in Postgres", async () => {
    const conversation = await browse();
    const { port, address } = conversation;
    followed.flow = narrower;
    expect(await offered(conversation)).toEqual(retailFlow.states["browsing"]?.tools);
    const moved = await value(port.changeFlow(address, owner));
    expect(moved).toMatchObject({ state: "browsing", flow: narrower, bot: { flow: retailFlow } });
    expect((await value(port.changeFlow(address, owner))).lastSeq).toBe(moved.lastSeq);
    expect(await offered(conversation)).toEqual(["get_offering_details"]);
    await conversation.evict();
    expect(await offered(conversation)).toEqual(["get_offering_details"]);
    const db = connectDatabase(inject("standIns").databaseUrl, inject("standIns").databaseEndpoint);
    for (let page = await port.handOver(address); page; page = await port.handOver(address)) {
      await writeHandOvers(db, [page], Date.now());
      await port.acknowledge(address, { seq: page.upToSeq, hash: page.rows.at(-1)?.hash ?? page.previousHash });
    }
    sleep.releaseAfterMs = 0;
    await runDurableObjectAlarm(conversation.stub);
    expect(await code(port.read(address, owner))).toBe("not_found");
    sleep.releaseAfterMs = 86_400_000;
    expect(await offered(conversation)).toEqual(["get_offering_details"]);
  });

  it("takes a conversation back to its beginning where its state is gone, and says so; visitors are not told how it is drawn", async () => {
    const conversation = await browse();
    const { port, address } = conversation;
    followed.flow = withoutBrowsing;
    expect(await value(port.changeFlow(address, owner))).toMatchObject({ state: "idle", visited: ["idle"] });
    const told = async (actor: Parameters<typeof port.feed>[1]) => {
      const feed = new FeedClient(await value(port.feed(address, actor, fromStart)));
      const entries = (await feed.until(isLive)).filter(isEntry);
      await feed.cancel();
      return entries.slice(-2);
    };
    expect(await told(owner)).toMatchObject([
      { type: "flow.changed", data: { from: { version: 1 }, to: { version: 3 } } },
      { type: "state.changed", data: { from: "browsing", to: "idle", reason: "flow" } },
    ]);
    expect(await told({ role: "visitor", userId: "u" })).toMatchObject([{ type: "flow.changed", data: {} }, { type: "state.changed" }]);
    expect(await offered(conversation)).toEqual(retailFlow.states["idle"]?.tools);
  });

  it("waits for no turn: while one runs nothing is moved", async () => {
    const { port, address, send } = await browse();
    followed.flow = narrower;
    setScript((options) => speakThenHang(options, "Để mình xem"));
    const stream = await value(port.sendAndStream(send("…")));
    expect(await code(port.changeFlow(address, owner))).toBe("turn_running");
    await value(port.stop(address, owner));
    await stream.cancel();
    expect(await value(port.changeFlow(address, owner))).toMatchObject({ flow: narrower });
  });
});
