/** Law 5: what was acknowledged reaches Postgres, also when the runtime is killed right after the answer. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { startStack, type Stack } from "../../support/stack.ts";
import { api, eventually, query } from "../../support/client.ts";

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.stop());

it("has every word in Postgres, once, after kill -9 right behind the answer", async () => {
  const call = api(stack.url);
  const begun = await call("POST", "/v1/conversations", { user_id: "customer" });
  const id = begun.body.conversation_id;
  const answer = await call("POST", `/v1/conversations/${id}/messages`, { id: "the-last-words", text: "Cho tôi xem laptop" });
  await stack.killRuntime();

  stack = await stack.restart();
  const again = api(stack.url);
  const repeated = await again("POST", `/v1/conversations/${id}/messages`, { id: "the-last-words", text: "Cho tôi xem laptop" });
  expect(repeated.body.message.id).toBe(answer.body.message.id);
  await eventually(async () => {
    const { body } = await again("GET", `/v1/conversations/${id}`);
    return body.synced_seq === body.last_seq ? body : null;
  });
  const rows = await query(stack, "SELECT id, author_type, content FROM messages WHERE conversation_id = $1 ORDER BY seq", [id]);
  expect(rows.map((row) => row["author_type"])).toEqual(["assistant", "user", "assistant"]);
  expect(rows.map((row) => row["id"])).toEqual([begun.body.greeting.id, "the-last-words", answer.body.message.id]);
  expect(rows[2]?.["content"]).toBe(answer.body.message.content);
});
