/** The golden retail journey and its English twin, through the real front door: HTTP, worker, object, Postgres. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startStack, type Stack } from "../../support/stack.ts";
import { api, eventually, query } from "../../support/client.ts";

const journeys = {
  vi: ["Cho tôi xem laptop", "Cái thứ 2", "So sánh với cái 4", "Mua cái đầu"],
  "vi without accents": ["cho toi xem laptop", "cai thu 2", "so sanh voi cai 4", "mua cai dau"],
  en: ["Show me laptops", "The second one", "Compare it with number 4", "Buy the first one"],
};
const states = ["idle", "browsing", "viewing", "comparing", "purchasing"];

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.stop());

describe.each(Object.entries(journeys))("the golden retail journey in %s", (_, words) => {
  it("goes through exactly its states, and Postgres tells the same", async () => {
    const call = api(stack.url);
    const begun = await call("POST", "/v1/conversations", { user_id: "customer" });
    expect(begun.status).toBe(201);
    const { conversation_id: id, state, greeting } = begun.body;
    expect(greeting.content).not.toBe("");
    const seen = [state];
    const tools: string[] = [];
    for (const text of words) {
      const answer = await call("POST", `/v1/conversations/${id}/messages`, { text });
      expect(answer.status).toBe(200);
      seen.push(answer.body.state);
      tools.push(
        ...answer.body.message.parts.flatMap((part: { type: string }) => (part.type.startsWith("tool-") ? [part.type.slice(5)] : [])),
      );
    }
    expect(seen).toEqual(states);
    expect(tools).toEqual(["search_offerings", "get_offering_details", "compare_offerings", "trigger_web_hook"]);

    const synced = await eventually(async () => {
      const { body } = await call("GET", `/v1/conversations/${id}`);
      return body.synced_seq === body.last_seq ? body : null;
    });
    expect(synced.state).toBe("purchasing");
    const transitions = await query(
      stack,
      "SELECT data->>'to' AS to FROM conversation_log WHERE conversation_id = $1 AND kind = 'state.changed' ORDER BY seq",
      [id],
    );
    expect(["idle", ...transitions.map((row) => row["to"])]).toEqual(states);
    const messages = await query(stack, "SELECT author_type FROM messages WHERE conversation_id = $1 ORDER BY seq", [id]);
    expect(messages).toHaveLength(1 + 2 * words.length);

    // Each of these customers went the whole way.
    const funnel = await call("GET", `/v1/analytics/funnel?flow=retail&steps=${states.slice(1).join(",")}`);
    const [{ journeys: count, steps }] = funnel.body.data;
    expect(count).toBeGreaterThan(0);
    expect(steps.map((step: { reached: number }) => step.reached)).toEqual(states.slice(1).map(() => count));
  });
});
