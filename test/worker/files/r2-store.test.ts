import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { connectFiles } from "../../../src/files/r2-store.ts";

const store = connectFiles(env.FILES);
const newPrefix = () => `test/${crypto.randomUUID()}/`;

async function* chunks(...given: (string | Error)[]) {
  for (const chunk of given) {
    if (chunk instanceof Error) throw chunk;
    yield new TextEncoder().encode(chunk);
  }
}

async function found(prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list(prefix)) keys.push(key);
  return keys;
}

test("a file streams in and comes back whole or in part, with its attributes and its hash", async () => {
  const key = `${newPrefix()}a`;
  const attributes = { filename: "Hóa đơn.txt", user_id: "lan" };
  const { sha256 } = await store.put(key, chunks("Xin ", "chào"), 9, attributes);
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode("Xin chào"));
  expect(sha256).toBe(Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join(""));
  const whole = await store.get(key);
  expect(whole).toMatchObject({ size: 9, attributes, etag: (await store.head(key))?.etag });
  expect(await new Response(whole?.body).text()).toBe("Xin chào");
  expect(await new Response((await store.get(key, { offset: 4, length: 2 }))?.body).text()).toBe("ch");
});

test("a body that is short, long or breaks off leaves nothing behind", async () => {
  const prefix = newPrefix();
  await expect(store.put(`${prefix}short`, chunks("abc"), 4, {})).rejects.toThrow();
  await expect(store.put(`${prefix}long`, chunks("abc", "de"), 4, {})).rejects.toThrow();
  await expect(store.put(`${prefix}broken`, chunks("ab", new Error("the line is cut")), 4, {})).rejects.toThrow("the line is cut");
  expect(await found(prefix)).toEqual([]);
});

test("marks are listed by their prefix with what they say, page after page, and deleted", async () => {
  const prefix = newPrefix();
  const keys = Array.from({ length: 3 }, (_, index) => `${prefix}${index}`);
  for (const key of keys) await store.mark(key, { conversation_id: "c/1 đ" });
  for await (const { attributes } of store.list(prefix)) expect(attributes).toEqual({ conversation_id: "c/1 đ" });
  expect(await found(prefix)).toEqual(keys);
  await store.delete([...keys, `${prefix}never`]);
  expect(await found(prefix)).toEqual([]);
  await store.delete([]);
});
