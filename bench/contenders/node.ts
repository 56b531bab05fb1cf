/** Hono, the AI SDK and resumable-stream in Node, with a Redis of its own. */
import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { Connections } from "../client/exchange.ts";
import { moveToLoadCore } from "../process/cores.ts";
import { wordsFor, type Contender } from "./contender.ts";
import { freePort, Server } from "./server.ts";

const notes = [
  "Hono on @hono/node-server, streamText, resumable-stream; history in Redis lists, Redis with its log on disk (appendfsync everysec).",
  "Its Redis runs on the core of the load, and Redis' own CPU and memory are not counted.",
];

export const hasRedis = (): boolean => spawnSync("redis-server", ["--version"], { stdio: "ignore" }).status === 0;

export async function node({ folder, script }: { folder: string; script: string }): Promise<Contender> {
  const redisFolder = join(folder, "redis");
  mkdirSync(redisFolder);
  const redisPort = await freePort();
  const port = await freePort();
  const redisArguments = ["--port", String(redisPort), "--bind", "127.0.0.1", "--dir", redisFolder, "--appendonly", "yes", "--save", ""];
  const redis = new Server(redisPort, { command: "redis-server", commandArguments: redisArguments, folder: redisFolder });
  const environment = { PORT: String(port), REDIS_URL: `redis://127.0.0.1:${redisPort}`, NODE_ENV: "production" };
  const server = new Server(port, { command: process.execPath, commandArguments: [script], folder, environment });
  const connections = new Connections(port);
  const turn: Contender["turn"] = (id, asked) =>
    connections.ask({
      method: "POST",
      path: `/conversations/${id}/messages`,
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ id: crypto.randomUUID(), role: "user", parts: [{ type: "text", text: wordsFor(asked) }] }),
    });
  return {
    name: "node",
    notes,
    get pid() {
      return server.pid;
    },
    start: async () => {
      await redis.start();
      moveToLoadCore(redis.pid);
      await server.start();
    },
    restart: async () => {
      connections.close();
      await server.stop();
      await server.start();
    },
    stop: async () => {
      connections.close();
      await server.stop();
      await redis.stop();
    },
    create: () => Promise.resolve(),
    turn,
    begin: turn,
    fill: async (id, messages) => {
      for (let said = 0; said < messages; said += 2) await turn(id, { tokens: 10, paceMs: 0 });
    },
    rows: () => Promise.resolve(Number.NaN),
  };
}
