/**
 * Edgewise made of the parts of `npm start`, put together so that a proof can come between them: what the Worker sends to Postgres and
 * Redis goes through fault proxies, and the runtime (wrangler and workerd) is killed and launched again while the stand-ins live on.
 */
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectDatabase } from "../../src/db/client.ts";
import { settingsSchema } from "../../src/platform/settings.ts";
import { claimDataFolder, readVisitorTokenSecret } from "../../dev/data-folder.ts";
import { seedDemo } from "../../dev/demo/seed.ts";
import { migrate } from "../../dev/migrate.ts";
import { buildPage } from "../../dev/page.ts";
import { tickCrons } from "../../dev/runtime/crons.ts";
import { launchRuntime, type Runtime } from "../../dev/runtime/launch.ts";
import { workerVariables } from "../../dev/runtime/variables.ts";
import { launchStandIns, type StandIns } from "../../dev/stand-ins/launch.ts";
import { startFaultProxy, type FaultProxy } from "./fault-proxy.ts";

export interface ProvingStack {
  url: string;
  /** Postgres itself, past the proxy. */
  databaseUrl: string;
  databaseEndpoint: string;
  /** Between the Worker and Postgres, and between the Worker and Redis. */
  postgres: FaultProxy;
  redis: FaultProxy;
  /** Ends the runtime by the signal and launches it again; settles when it answers, whether or not Postgres does. */
  restartRuntime(signal: "SIGKILL" | "SIGTERM"): Promise<void>;
  stop(): Promise<void>;
}

/**
 * @param env settings of the Worker, on top of an environment in which no model's key is set.
 * Errors: what `npm start` says when it cannot; nothing is left running then.
 */
export async function startProvingStack(env: Record<string, string> = {}): Promise<ProvingStack> {
  /** What has to be undone at the end, newest first. */
  const undo: (() => void | Promise<void>)[] = [];
  const stop = async () => {
    for (const undoOne of undo.splice(0).toReversed()) await undoOne();
  };
  try {
    return { ...(await assemble(env, undo)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function assemble(env: Record<string, string>, undo: (() => void | Promise<void>)[]): Promise<Omit<ProvingStack, "stop">> {
  const folder = claimDataFolder(mkdtempSync(join(tmpdir(), "edgewise-proof-")), false);
  undo.push(() => rmSync(folder.path, { recursive: true, force: true }));
  const standIns = launchStandIns(folder.path);
  undo.push(standIns.stop);
  const [endpoints] = await Promise.all([standIns.endpoints, buildPage()]);
  const database = connectDatabase(endpoints.databaseUrl, endpoints.databaseEndpoint);
  await migrate(database);
  await seedDemo(database, { shopUrl: endpoints.shopUrl });

  const { origin, pathname } = new URL(endpoints.databaseEndpoint);
  const [postgres, redis] = await Promise.all([startFaultProxy(origin), startFaultProxy(endpoints.redisUrl)]);
  undo.push(postgres.stop, redis.stop);
  const reached = { ...endpoints, databaseEndpoint: `${postgres.url}${pathname}`, redisUrl: redis.url };
  const variables = workerVariables(reached, readVisitorTokenSecret(folder), { ...unset(), OFFLINE_TOKEN_DELAY_MS: "0", ...env });
  const place = { dataFolder: folder.path, port: await freePort(), variables };

  let runtime = launchRuntime(place);
  undo.push(() => runtime.stop());
  await untilUp(runtime, standIns);
  undo.push(tickCrons(runtime.url, "wrangler.toml").stop);
  return {
    url: runtime.url,
    databaseUrl: endpoints.databaseUrl,
    databaseEndpoint: endpoints.databaseEndpoint,
    postgres,
    redis,
    async restartRuntime(signal) {
      if (signal === "SIGTERM") await runtime.stop();
      else process.kill(-runtime.processGroup, signal);
      await runtime.ended;
      runtime = launchRuntime(place);
      await untilUp(runtime, standIns);
    },
  };
}

/** Errors: the runtime's last words when it ends or does not build. */
async function untilUp(runtime: Runtime, standIns: StandIns): Promise<void> {
  standIns.watchOver(runtime.processGroup);
  // What it calls ready asks for Postgres, which may be away just now: who answers at all is up.
  runtime.ready.catch(() => undefined);
  await Promise.race([runtime.ready, untilAnswers(runtime.url)]);
}

/** Empty is unset: a developer's .dev.vars must not send a proof to a real model. */
const unset = (): Record<string, string> => Object.fromEntries(Object.keys(settingsSchema.shape).map((name) => [name, ""]));

/** Asks for a page that needs nothing but the Worker. */
async function untilAnswers(url: string): Promise<void> {
  const giveUpAt = Date.now() + 120_000;
  for (;;) {
    const answer = await fetch(`${url}/openapi.json`, { signal: AbortSignal.timeout(10_000) }).catch(() => undefined);
    await answer?.body?.cancel();
    if (answer?.ok) return;
    if (Date.now() > giveUpAt) throw new Error("The runtime does not answer after two minutes.");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** A port below those that the system gives to outgoing connections: it must still be free when the runtime comes back. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 10_000);
    const probe = createServer().listen(port, "127.0.0.1");
    const free = await Promise.race([once(probe, "listening").then(() => true), once(probe, "error").then(() => false)]);
    if (!free) continue;
    probe.close();
    await once(probe, "close");
    return port;
  }
}
