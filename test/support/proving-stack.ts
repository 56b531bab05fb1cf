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
import { launchStandIns } from "../../dev/stand-ins/launch.ts";
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

/** @param env settings of the Worker, on top of an environment in which no model's key is set. */
export async function startProvingStack(env: Record<string, string> = {}): Promise<ProvingStack> {
  const folder = claimDataFolder(mkdtempSync(join(tmpdir(), "edgewise-proof-")), false);
  const standIns = launchStandIns(folder.path);
  const [endpoints] = await Promise.all([standIns.endpoints, buildPage()]);
  const database = connectDatabase(endpoints.databaseUrl, endpoints.databaseEndpoint);
  await migrate(database);
  await seedDemo(database, { shopUrl: endpoints.shopUrl });

  const { origin, pathname } = new URL(endpoints.databaseEndpoint);
  const [postgres, redis] = await Promise.all([startFaultProxy(origin), startFaultProxy(endpoints.redisUrl)]);
  const reached = { ...endpoints, databaseEndpoint: `${postgres.url}${pathname}`, redisUrl: redis.url };
  const variables = workerVariables(reached, readVisitorTokenSecret(folder), { ...unset(), OFFLINE_TOKEN_DELAY_MS: "0", ...env });
  const place = { dataFolder: folder.path, port: await freePort(), variables };

  const launch = async (): Promise<Runtime> => {
    const launched = launchRuntime(place);
    standIns.watchOver(launched.processGroup);
    // Its own idea of being ready asks for Postgres, which may be away just now.
    launched.ready.catch(() => undefined);
    await Promise.race([untilAnswers(launched.url), launched.ended.then(() => launched.ready)]);
    return launched;
  };
  let runtime = await launch();
  const crons = tickCrons(runtime.url, "wrangler.toml");
  return {
    url: runtime.url,
    databaseUrl: endpoints.databaseUrl,
    databaseEndpoint: endpoints.databaseEndpoint,
    postgres,
    redis,
    async restartRuntime(signal) {
      if (signal === "SIGTERM") await runtime.stop();
      else {
        process.kill(-runtime.processGroup, signal);
        await runtime.ended;
      }
      runtime = await launch();
    },
    async stop() {
      crons.stop();
      await runtime.stop();
      await Promise.all([postgres.stop(), redis.stop(), standIns.stop()]);
      folder.release();
      rmSync(folder.path, { recursive: true, force: true });
    },
  };
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
