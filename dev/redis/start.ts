import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import { listenOnLoopback, readJson, sendJson } from "../loopback.ts";
import { CommandError, runCommand, type Reply, type Store } from "./commands.ts";

const command = z.array(z.union([z.string(), z.number().transform(String), z.boolean().transform(String)])).min(1);
const commandList = z.array(command);

export interface RunningRedis {
  url: string;
  token: string;
  stop(): Promise<void>;
}

/** Starts an in-memory stand-in for Upstash's REST API: `/`, `/pipeline` and `/multi-exec`, behind a bearer token. */
export async function startRedis(port = 0): Promise<RunningRedis> {
  const token = randomBytes(24).toString("base64url");
  const store: Store = new Map();
  const server = await listenOnLoopback(port, async (request, response) => {
    if (request.headers.authorization !== `Bearer ${token}`) return sendJson(response, 401, { error: "Unauthorized" });
    await answer(store, request, response);
  });
  return { url: server.url, token, stop: server.stop };
}

async function answer(store: Store, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const encode = request.headers["upstash-encoding"] === "base64" ? toBase64 : (reply: Reply) => reply;
  const run = (words: string[]) => runOne(store, words, encode);
  const body = await readJson(request);
  if (request.url === "/") {
    const words = command.safeParse(body);
    const outcome = words.success ? run(words.data) : { error: "ERR failed to parse command" };
    return sendJson(response, "error" in outcome ? 400 : 200, outcome);
  }
  // Nothing else runs in between: a pipeline here is as atomic as a transaction.
  const list = commandList.safeParse(body);
  if (!list.success || (request.url !== "/pipeline" && request.url !== "/multi-exec")) {
    return sendJson(response, 400, { error: "ERR failed to parse pipeline request" });
  }
  sendJson(response, 200, list.data.map(run));
}

function runOne(store: Store, words: string[], encode: (reply: Reply) => Reply): { result: Reply } | { error: string } {
  try {
    return { result: encode(runCommand(store, words, Date.now())) };
  } catch (error) {
    if (error instanceof CommandError) return { error: error.message };
    throw error;
  }
}

/** Upstash encodes every string but a plain OK. */
function toBase64(reply: Reply): Reply {
  const encode = (text: string) => Buffer.from(text, "utf8").toString("base64");
  if (Array.isArray(reply)) return reply.map((item) => (item === null ? null : encode(item)));
  return typeof reply === "string" && reply !== "OK" ? encode(reply) : reply;
}
