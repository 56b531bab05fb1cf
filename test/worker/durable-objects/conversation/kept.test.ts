/** What a tool keeps between turns goes where the conversation goes: through sleep, retries, branches and forks. */
import { beforeEach, expect, test } from "vitest";
import { open, owner, value } from "../../support/conversation.ts";
import { callTool, setScript, speak } from "../../support/scripted-model.ts";

type Opened = ReturnType<typeof open>;

beforeEach(() => setScript(() => speak("Vâng ạ.")));

/** A turn in which the tool counts on from what it has kept; how far it came, and the answer's id. */
async function count({ port, send }: Opened, input: Parameters<Opened["send"]>[1] = {}): Promise<[counted: unknown, answerId: string]> {
  let step = 0;
  setScript(() => (step++ === 0 ? callTool("search_offerings", { query: "count" }) : speak("Xong.")));
  const { message } = await value(port.sendAndWait(send("đếm", input)));
  const part = message?.parts.find(({ type }) => type === "tool-search_offerings");
  return [Object(part?.["output"]).counted, message?.id ?? ""];
}

test("through turns, and through a sleep", async () => {
  const conversation = open();
  await conversation.start();
  expect((await count(conversation))[0]).toBe(1);
  expect((await count(conversation))[0]).toBe(2);
  await conversation.evict();
  expect((await count(conversation))[0]).toBe(3);
});

test("a retry begins with what was kept when the question was asked, and a branch goes on with its own", async () => {
  const conversation = open();
  const { address, port } = conversation;
  await conversation.start();
  expect((await count(conversation))[0]).toBe(1);
  const [second, firstAnswer] = await count(conversation, { messageId: "second" });
  expect(second).toBe(2);
  expect((await count(conversation, { messageId: "second", trigger: "retry", parts: [] }))[0]).toBe(2);
  expect((await count(conversation))[0]).toBe(3);
  await value(port.selectBranch(address, owner, firstAnswer));
  expect((await count(conversation))[0]).toBe(3);
  expect((await count(conversation))[0]).toBe(4);
});

test("a fork goes on with what its origin has kept, and the origin with its own", async () => {
  const conversation = open();
  const { conversationId } = conversation.address;
  await conversation.start();
  expect((await count(conversation))[0]).toBe(1);
  const fork = open();
  await value(fork.port.fork(fork.address, owner, { conversationId, atMessageId: null }));
  expect((await count(fork))[0]).toBe(2);
  expect((await count(conversation))[0]).toBe(2);
});
