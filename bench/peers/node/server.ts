/** A chat as most teams build it in Node: Hono, the AI SDK, history in Redis, streams that resume through Redis. PORT and REDIS_URL say where. */
import { serve } from "@hono/node-server";
import { convertToModelMessages, generateId, streamText, type UIMessage } from "ai";
import { Hono } from "hono";
import { createClient } from "redis";
import { createResumableStreamContext } from "resumable-stream";
import { scriptedModel } from "../scripted-model.ts";

const url = process.env["REDIS_URL"] ?? "";
const [store, publisher, subscriber] = [createClient({ url }), createClient({ url }), createClient({ url })];
await Promise.all([store.connect(), publisher.connect(), subscriber.connect()]);
const streams = createResumableStreamContext({ waitUntil: null, publisher, subscriber });

const app = new Hono();

app.post("/conversations/:id/messages", async (context) => {
  const key = `chat:${context.req.param("id")}`;
  const message: UIMessage = await context.req.json();
  const stored = await store.lRange(key, 0, -1);
  await store.rPush(key, JSON.stringify(message));
  const messages: UIMessage[] = [...stored.map((json) => JSON.parse(json)), message];
  const result = streamText({ model: scriptedModel, messages: await convertToModelMessages(messages) });
  return result.toUIMessageStreamResponse({
    originalMessages: messages,
    generateMessageId: generateId,
    onFinish: async ({ responseMessage }) => void (await store.rPush(key, JSON.stringify(responseMessage))),
    consumeSseStream: async ({ stream }) => void (await streams.createNewResumableStream(generateId(), () => stream)),
  });
});

serve({ fetch: app.fetch, hostname: "127.0.0.1", port: Number(process.env["PORT"]) });
