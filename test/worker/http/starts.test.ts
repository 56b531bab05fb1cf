/** Beginning twice is beginning once, through the front door and the real object: a client that repeats itself changes nothing. */
import { exports } from "cloudflare:workers";
import { expect, it } from "vitest";

const headers = { authorization: "Bearer demo", "content-type": "application/json" };

async function post(path: string, body: unknown) {
  const response = await exports.default.fetch(`http://edgewise.test${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  return { status: response.status, text: await response.text() };
}

const messagesOf = async (id: string) => {
  const response = await exports.default.fetch(`http://edgewise.test/v1/conversations/${id}/messages`, { headers });
  const { data } = await response.json<{ data: { author_type: string; content: string }[] }>();
  return data;
};

it("an owner who names no user gets the same conversation again, and the same user", async () => {
  const id = `twice_${crypto.randomUUID()}`;
  const first = await post("/v1/conversations", { conversation_id: id });
  const second = await post("/v1/conversations", { conversation_id: id });
  expect([first.status, second.status]).toEqual([201, 200]);
  expect(JSON.parse(second.text)).toEqual(JSON.parse(first.text));
  expect(JSON.parse(first.text).user_id).toMatch(/^user_/);
});

it("two equal first chats at once are one chat with one answer", async () => {
  const id = `chat_${crypto.randomUUID()}`;
  const body = { id, messages: [{ id: "m1", role: "user", parts: [{ type: "text", text: "xin chào" }] }] };
  const answers = await Promise.all([post("/v1/chat", body), post("/v1/chat", body)]);
  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  for (const { text } of answers) expect(text).toMatch(/data: \[DONE\]\n\n$/);
  expect((await messagesOf(id)).map(({ author_type }) => author_type)).toEqual(["user", "assistant"]);
});

it("a skill that does not exist is refused, by each way in which a conversation begins; one that does is kept", async () => {
  const id = `skill_${crypto.randomUUID()}`;
  const messages = [{ id: "m1", role: "user", parts: [{ type: "text", text: "xin chào" }] }];
  for (const refused of [
    await post("/v1/conversations", { conversation_id: id, skill_id: "nowhere" }),
    await post("/v1/chat", { id, skill_id: "nowhere", messages }),
    await post("/v1/chat", { id, user_id: "lan", skill_id: "nowhere", messages }),
  ]) {
    expect(refused.status).toBe(404);
    expect(JSON.parse(refused.text)).toMatchObject({ code: "not_found", detail: expect.stringContaining("There is no skill nowhere") });
  }
  expect((await post("/v1/conversations", { conversation_id: id, skill_id: "skill_demo_shop" })).status).toBe(201);
  const response = await exports.default.fetch(`http://edgewise.test/v1/conversations/${id}`, { headers });
  expect(await response.json()).toMatchObject({ skill_id: "skill_demo_shop" });
});
