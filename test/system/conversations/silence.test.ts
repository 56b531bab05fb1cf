/** A silent customer, through the real front door and by real alarms: reminded, bidden farewell, and released to Postgres in between. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { journeyOf, retailFlow } from "../../../src/lifecycle/index.ts";
import { startStack, type Stack } from "../../support/stack.ts";
import { api, eventually, query } from "../../support/client.ts";

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ env: { RELEASE_AFTER: "1" } });
});
afterAll(() => stack.stop());

const reminder = { vi: "Anh/chị còn đó không ạ?", en: "Are you still there?" };

it("is reminded once and bidden farewell once, where an object keeps nothing for longer than a second", async () => {
  const call = api(stack.url);
  const journey = journeyOf(retailFlow);
  const browsing = { ...journey.states["browsing"], idle: { remind_after_s: 10, close_after_s: 24, reminder } };
  expect((await call("PUT", "/v1/flows/retail/draft", { ...journey, states: { ...journey.states, browsing } })).status).toBe(200);
  expect((await call("POST", "/v1/flows/retail/publish", {})).status).toBeLessThan(300);
  const id: string = (await call("POST", "/v1/conversations", { user_id: "quiet" })).body.conversation_id;
  expect((await call("POST", `/v1/conversations/${id}/messages`, { text: "Cho tôi xem laptop" })).body.state).toBe("browsing");
  const said = async () =>
    (
      await query(stack, "SELECT content, metadata FROM messages WHERE conversation_id = $1 AND author_type <> 'user' ORDER BY seq", [id])
    ).map(({ content, metadata }) => ({
      content,
      reminder: Object(metadata).reminder ?? false,
      farewell: Object(metadata).farewell ?? false,
    }));
  // Asked of Postgres alone: a question to the object would wake it.
  const all = await eventually(async () => {
    const [row] = await query(stack, "SELECT state FROM conversations WHERE id = $1", [id]);
    return row?.["state"] === "closed" ? said() : null;
  });
  expect(all.slice(2)).toMatchObject([
    { content: reminder.vi, reminder: true, farewell: false },
    { reminder: false, farewell: true },
  ]);
  const moved = await query(
    stack,
    "SELECT data->>'to' AS to, data->>'reason' AS reason FROM conversation_log WHERE conversation_id = $1 AND kind = 'state.changed' ORDER BY seq",
    [id],
  );
  expect(moved).toEqual([
    { to: "browsing", reason: "tool:search_offerings" },
    { to: "closed", reason: "idle" },
  ]);
  const { body } = await call("GET", `/v1/conversations/${id}`);
  expect(body).toMatchObject({ state: "closed", end_time: expect.any(String) });
});
