/** The limit of wrangler.toml, through the front door: 60 messages a minute for each visitor, and none for an API key. */
import { exports } from "cloudflare:workers";
import { expect, it } from "vitest";

const post = (path: string, token: string, body: unknown) =>
  exports.default.fetch(`http://edgewise.test${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });

async function visitor(): Promise<string> {
  const response = await post("/v1/visitor-tokens", "demo", { user_id: `user_${crypto.randomUUID()}` });
  return (await response.json<{ token: string }>()).token;
}

// To a conversation that is not there: what is counted is the attempt, and no turn has to run.
const send = async (token: string) => (await post("/v1/conversations/conv_nowhere/messages", token, { text: "hi" })).status;

it("a visitor who sends without end is told to wait, while others and the owner are heard", async () => {
  const [script, person] = [await visitor(), await visitor()];
  const statuses: number[] = [];
  // Windows are minutes of the clock: of 121 messages, more than 60 fall into one of the two that they may touch.
  for (let sent = 0; sent < 121 && !statuses.includes(429); sent++) statuses.push(await send(script));
  expect(statuses.slice(0, 60)).toEqual(Array(60).fill(404));
  expect(statuses.at(-1)).toBe(429);
  expect([await send(person), await send("demo")]).toEqual([404, 404]);
});
