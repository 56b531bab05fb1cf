/** Seed 002's fourteenth state: a flow edit and one tool file, and no other line of Edgewise. */
import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { createApiKey } from "../../../../src/access/index.ts";
import { loadBot } from "../../../../src/context/index.ts";
import { bots, tenants } from "../../../../src/db/schema/index.ts";
import { journeyOf, retailFlow, type Flow, type Journey } from "../../../../src/lifecycle/index.ts";
import { toolRegistry } from "../../../../src/tools/index.ts";
import { callApp, testPorts } from "../../../support/app-ports.ts";
import { fakeTool, FakeConversation, toolMap } from "../../../support/fake-turn.ts";
import { testDatabase } from "../../../support/history.ts";
import { calls, callStep, wordStep } from "../../../support/model-parts.ts";
import { submitCounterOfferTool } from "./submit-counter-offer.ts";

const db = testDatabase();
const DETAILS = "get_offering_details";
const OFFER = "submit_counter_offer";
const ORDER = "trigger_web_hook";

/** The edit: one state more, which may follow `viewing`. */
function withNegotiating(): Journey {
  const { states, ...journey } = journeyOf(retailFlow);
  const { viewing } = states;
  if (!viewing) throw new Error("Retail has lost its viewing.");
  return {
    ...journey,
    states: {
      ...states,
      viewing: { ...viewing, tools: [...viewing.tools, OFFER], next: [...viewing.next, "negotiating"] },
      negotiating: {
        label: { vi: "Đang thương lượng", en: "Negotiating" },
        tools: [DETAILS, OFFER, ORDER],
        next: ["viewing", "purchasing"],
        restarts: false,
      },
    },
  };
}

/** A shop whose bot follows the edited flow, all of it by API. */
async function publish(): Promise<Flow> {
  const tenantId = `tenant_${randomUUID()}`;
  await db.insert(tenants).values({ id: tenantId, name: "Shop" });
  await db.insert(bots).values({ tenantId, id: "bot", name: "Bot", instructions: "Sell." });
  const ports = testPorts({ db, tools: new Map([...toolRegistry, [OFFER, submitCounterOfferTool]]) });
  const { key } = await createApiKey(ports, tenantId, "key");
  const call = callApp(ports);
  const wrote = await call("/v1/flows/haggling/draft", { method: "PUT", as: key, json: withNegotiating() });
  expect(wrote.status).toBe(200);
  expect((await call("/v1/flows/haggling/publish", { as: key, json: {} })).status).toBe(200);
  expect((await call("/v1/bots/bot/flow", { method: "PUT", as: key, json: { flow: "haggling" } })).status).toBe(200);
  const bot = await loadBot(tenantId, "bot", { ...ports, modelPrice: null });
  if (!bot) throw new Error("The bot is gone.");
  return bot.flow;
}

const tools = toolMap(
  fakeTool("search_offerings", async () => ({ output: { count: 1 }, newState: "browsing", shown: ["LT-XPS13"] })),
  fakeTool(DETAILS, async () => ({ output: { offering: "LT-XPS13" }, newState: "viewing", focus: "LT-XPS13" })),
  fakeTool(ORDER, async () => ({ output: { status: "pending" }, newState: "purchasing" }), { effect: "write" }),
  submitCounterOfferTool,
);

describe("negotiating, by a flow edit and a tool file", () => {
  test("is walked through, its tool offered where the edit says and blocked elsewhere", async () => {
    const flow = await publish();
    expect(flow).toMatchObject({ name: "haggling", version: 1 });
    const conversation = new FakeConversation({ flow, tools });
    const early = await conversation.say("Bớt còn 20 triệu nhé?", [
      callStep(calls(OFFER, { price: 20_000_000 })),
      wordStep("Bạn chọn máy đã nhé."),
    ]);
    expect(early.view.events.filter(({ kind }) => kind.startsWith("tool."))).toMatchObject([
      { kind: "tool.blocked", data: { tool: OFFER, state: "idle", reason: "tool_not_allowed" } },
    ]);
    const states = [conversation.record.state];
    const say = async (text: string, ...call: ReturnType<typeof calls>[]) => {
      const spoken = await conversation.say(text, [callStep(...call), wordStep("Vâng.")]);
      states.push(conversation.record.state);
      return spoken;
    };
    await say("Tìm laptop", calls("search_offerings", { query: "laptop" }));
    await say("Cái đầu", calls(DETAILS, { position: 1 }));
    const offered = await say("20 triệu thôi", calls(OFFER, { price: 20_000_000 }));
    expect(offered.modelCalls[0]?.tools?.map(({ name }) => name)).toContain(OFFER);
    expect(offered.view.events.find(({ kind }) => kind === "tool.called")?.data).toMatchObject({
      tool: OFFER,
      state: "viewing",
      succeeded: true,
    });
    expect(offered.answer.parts).toContainEqual(
      expect.objectContaining({ type: `tool-${OFFER}`, output: { offering: "LT-XPS13", offered: 20_000_000, status: "submitted" } }),
    );
    expect(offered.modelCalls[1]?.tools?.map(({ name }) => name)).toEqual([DETAILS, OFFER, ORDER]);
    await say("Chốt", calls(ORDER, { action: "checkout" }));
    expect(states).toEqual(["idle", "browsing", "viewing", "negotiating", "purchasing"]);
    expect(conversation.record.visited).toEqual(["idle", "browsing", "viewing", "negotiating", "purchasing"]);
  });

  test("is refused where nobody has brought the tool", async () => {
    const call = callApp(testPorts({ db }));
    const response = await call("/v1/flows/check", { as: "demo", json: { flow: withNegotiating() } });
    expect(await response.json()).toMatchObject({
      publishable: false,
      findings: [
        { code: "unknown_tool", at: "states.viewing.tools", path: ["idle", "viewing"] },
        { severity: "warning" },
        { severity: "warning" },
      ],
    });
  });
});
