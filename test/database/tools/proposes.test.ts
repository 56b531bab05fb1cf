/** What a tool says that it may propose is what its results propose: flows are checked by it. */
import { createServer, type Server } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { loadCatalogue } from "../../../dev/demo/load-catalogue.ts";
import { loadIndustries } from "../../../dev/demo/load-industries.ts";
import { toolRegistry } from "../../../src/tools/index.ts";
import { openShop, type Shop } from "../../support/shop.ts";

/** Calls that lead into every state that the tool may propose, and some that lead nowhere. */
const callsOf: Record<string, { input: object; status?: number; answer?: string }[]> = {
  search_offerings: [
    { input: { query: "laptop" } },
    { input: { query: "laptop dưới 20 triệu" } },
    { input: { query: "laptop", filters: { narrow: true } } },
    { input: { query: "xe tăng" } },
  ],
  get_offering_details: [{ input: { position: 1 } }, { input: { position: 30 } }, { input: {} }],
  compare_offerings: [{ input: { positions: [1, 2] } }, { input: { positions: [1] } }],
  get_market_data: [{ input: { symbol: "SJC" } }, { input: {} }, { input: { symbol: "NOTHING" } }],
  get_strategic_analysis: [{ input: { topic: "vàng" } }, { input: {} }],
  credit_scoring: [{ input: { income: "20tr", location: "Hà Nội", debt_status: "None" } }, { input: {} }],
  loan_instalments: [{ input: { amount: "120 triệu", months: "1 năm", rate: "12%" } }, { input: { months: 3 } }],
  trade_in_valuation: [{ input: { model: "Toyota Vios", year: 2020, odo: "40000", condition: "tốt" } }, { input: {} }],
  assessment_test: [{ input: { test_type: "IELTS" } }, { input: { test_type: "nấu ăn" } }],
  trigger_web_hook: [
    ...["pending", "confirmed", "rejected"].map((status) => ({
      input: { action: "checkout", payload: { items: [{ position: 1 }] } },
      answer: JSON.stringify({ status, reference: "DH-1" }),
    })),
    { input: { action: "checkout", payload: { items: [{ position: 1 }] } }, status: 404 },
    { input: { action: "unknown", payload: {} } },
  ],
};

const now = Date.parse("2026-11-27T08:00:00Z");
let shop: Shop;
let endpoint: Server;
let answer = { status: 200, body: "" };
beforeAll(async () => {
  endpoint = createServer((_, response) => response.writeHead(answer.status, { "content-type": "application/json" }).end(answer.body));
  await new Promise<void>((listening) => endpoint.listen(0, "127.0.0.1", listening));
  const { port } = z.object({ port: z.number() }).parse(endpoint.address());
  shop = await openShop(async (db, tenantId) => {
    await loadCatalogue(db, tenantId);
    await loadIndustries(db, tenantId, now);
  });
  const url = `http://127.0.0.1:${port}/checkout`;
  await shop.register({ name: "checkout", url });
});
afterAll(() => new Promise((closed) => endpoint.close(closed)));

const shown = ["LT-VIVOBOOK15", "LT-MACAIR13", "LT-XPS13"];

test.each([...toolRegistry.values()].map((tool) => [tool.name, tool] as const))(
  "%s proposes what it says, all of it and nothing else",
  async (name, tool) => {
    const proposed = new Set<string>();
    for (const { input, status = 200, answer: body = "" } of callsOf[name] ?? []) {
      answer = { status, body };
      const { newState } = await shop.run(name, input, { shown, fetch, clock: { now: () => now } });
      if (newState !== undefined) proposed.add(newState);
    }
    expect([...proposed].toSorted()).toEqual([...tool.proposes].toSorted());
  },
);
