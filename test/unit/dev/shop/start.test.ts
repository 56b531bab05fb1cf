import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { demoActionSecret } from "../../../../dev/shop/signature.ts";
import { startShop, type RunningShop } from "../../../../dev/shop/start.ts";
import { sign } from "../../../../src/actions/index.ts";

const placed = z.object({
  status: z.literal("pending"),
  reference: z.string().regex(/^DH-\d{6}$/),
  url: z.url(),
  total: z.number().optional(),
});
const laptop = { code: "LAP-01", quantity: 2, name: "Laptop <Gaming>", price: 15_000_000 };

let shop: RunningShop;

beforeAll(async () => {
  shop = await startShop();
});

afterAll(() => shop.stop());

/** The headers that Edgewise signs a body with; a question has none. */
async function signed(body: string, { key = "key_of_a_call", at = Date.now() } = {}): Promise<Record<string, string>> {
  const seconds = Math.floor(at / 1000);
  const signature = await sign(demoActionSecret, { id: key, seconds, body });
  return { "webhook-id": key, "webhook-timestamp": String(seconds), "webhook-signature": signature };
}

async function checkOut(conversation: string, payload: object, key?: string): Promise<unknown> {
  const body = JSON.stringify({ action: "checkout", payload, conversation_id: conversation, user_id: "user" });
  const headers = { ...(await signed(body)), ...(key === undefined ? {} : { "idempotency-key": key }) };
  const response = await fetch(`${shop.url}/checkout`, { method: "POST", headers, body });
  return response.json();
}

test("what is not signed with its secret, or long ago, is not believed", async () => {
  const body = JSON.stringify({ action: "checkout", payload: { items: [laptop] }, conversation_id: "thief", user_id: "user" });
  const post = (headers: Record<string, string>) => fetch(`${shop.url}/checkout`, { method: "POST", headers, body });
  const good = await signed(body);
  const forged = [{}, await signed(`${body} `), await signed(body, { at: Date.now() - 3_600_000 }), { ...good, "webhook-id": "another" }];
  for (const headers of forged) expect((await post(headers)).status).toBe(401);
  expect((await fetch(`${shop.url}/checkout?idempotency_key=any`)).status, "nor is a question").toBe(401);
  const both = { ...good, "webhook-signature": `v1,AAAA ${good["webhook-signature"]}` };
  expect((await post(both)).status, "one of two secrets is enough").toBe(200);
});

test("an order is pending until a person pays on its page", async () => {
  const order = placed.parse(await checkOut("page", { items: [laptop] }));
  expect(order.total).toBe(30_000_000);
  const page = await (await fetch(order.url)).text();
  expect(page).toContain("2 × Laptop &#60;Gaming&#62;");
  expect(page).toContain("Xác nhận đơn hàng");
  const paid = await fetch(order.url, { method: "POST" });
  expect(await paid.text()).toContain("Đã thanh toán");
});

test("the same key gives the same answer and makes one order", async () => {
  const first = await checkOut("twice", { items: [{ code: "LAP-01" }] }, "key-1");
  expect(await checkOut("twice", { items: [{ code: "LAP-01" }] }, "key-1")).toEqual(first);
  expect(await checkOut("twice", { items: [{ code: "LAP-01" }] }, "key-2")).not.toEqual(first);
});

test("it says what became of a key: the same answer, or that it never came", async () => {
  const ask = async (key: string) =>
    fetch(`${shop.url}/checkout?idempotency_key=${encodeURIComponent(key)}`, { headers: await signed("") });
  const never = await ask("key of nobody");
  expect([never.status, await never.json()]).toEqual([404, { status: "never_arrived" }]);
  const first = await checkOut("asked", { items: [{ code: "LAP-01" }] }, "key & 3");
  const known = await ask("key & 3");
  expect([known.status, await known.json()]).toEqual([200, first]);
});

test("a confirmation settles the paid order of its own conversation only", async () => {
  const order = placed.parse(await checkOut("mine", { items: [laptop] }));
  expect(await checkOut("other", { confirm: true })).toMatchObject({ status: "rejected" });
  expect(await checkOut("mine", { confirm: true })).toMatchObject({
    status: "pending",
    message: expect.stringContaining("chưa được thanh toán"),
  });
  await fetch(order.url, { method: "POST" });
  expect(await checkOut("mine", { confirm: true })).toMatchObject({ status: "confirmed", reference: order.reference });
  expect(await checkOut("mine", { confirm: true })).toMatchObject({ status: "rejected" });
});

test("an empty or malformed order is rejected in words", async () => {
  expect(await checkOut("empty", { items: [] })).toMatchObject({ status: "rejected", message: expect.stringContaining("sản phẩm") });
  expect(await checkOut("bad", { items: [{ code: "", quantity: 0 }] })).toMatchObject({ status: "rejected" });
  expect((await fetch(`${shop.url}/checkout/DH-000000`)).status).toBe(404);
});

test("an order's page is where it was after a restart", async () => {
  const folder = mkdtempSync(join(tmpdir(), "edgewise-shop-"));
  const first = await startShop(join(folder, "shop.json"));
  const body = JSON.stringify({ action: "checkout", payload: { items: [laptop] }, conversation_id: "c", user_id: "u" });
  const headers = { ...(await signed(body)), "idempotency-key": "kept" };
  const order = placed.parse(await (await fetch(`${first.url}/checkout`, { method: "POST", body, headers })).json());
  await first.stop();
  const second = await startShop(join(folder, "shop.json"));
  const asked = await fetch(`${second.url}/checkout?idempotency_key=kept`, { headers: await signed("") });
  expect(await asked.json(), "what is kept outlives the shop").toMatchObject(order);
  expect((await fetch(order.url)).status).toBe(200);
  await second.stop();
  rmSync(folder, { recursive: true });
});
