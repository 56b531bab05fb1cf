import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { settingsSchema } from "../../src/platform/settings.ts";

const root = join(import.meta.dirname, "../..");

const processesSchema = z.object({
  runtime: z.number().int().positive(),
  url: z.url(),
  databaseUrl: z.string(),
  databaseEndpoint: z.url(),
});

/** Edgewise as `npm start` runs it, on a port and a data folder of its own. */
export interface Stack {
  url: string;
  databaseUrl: string;
  databaseEndpoint: string;
  /** `kill -9` of wrangler and workerd; settles when the start has noticed and ended. */
  killRuntime(): Promise<void>;
  /** Starts again on the same data. */
  restart(): Promise<Stack>;
  stop(): Promise<void>;
}

export interface StackOptions {
  /** Kept by `stop`; without one, a temporary folder is made and removed. */
  dataFolder?: string;
  /** On top of an environment in which no model's key is set and the offline model does not pause. */
  env?: Record<string, string>;
}

/** Errors: what `npm start` says when it cannot. */
export async function startStack({ dataFolder, env = {} }: StackOptions = {}): Promise<Stack> {
  const folder = dataFolder ?? mkdtempSync(join(tmpdir(), "edgewise-stack-"));
  const child = fork(join(root, "dev/start.ts"), { cwd: root, env: hermetic(folder, env), silent: true });
  const ended = once(child, "exit");
  const processes = await readProcesses(child).catch((error: unknown) => {
    if (dataFolder === undefined) remove(folder);
    throw error;
  });
  const end = async () => {
    child.kill("SIGTERM");
    await ended;
  };
  return {
    url: processes.url,
    databaseUrl: processes.databaseUrl,
    databaseEndpoint: processes.databaseEndpoint,
    async killRuntime() {
      process.kill(-processes.runtime, "SIGKILL");
      await ended;
    },
    async restart() {
      await end();
      const again = await startStack({ dataFolder: folder, env });
      return dataFolder === undefined ? { ...again, stop: () => again.stop().then(() => remove(folder)) } : again;
    },
    async stop() {
      await end();
      if (dataFolder === undefined) remove(folder);
    },
  };
}

function hermetic(folder: string, env: Record<string, string>): NodeJS.ProcessEnv {
  // Empty is unset: neither the shell's nor .dev.vars' models reach a test.
  const unset = Object.fromEntries(Object.keys(settingsSchema.shape).map((name) => [name, ""]));
  const own = { PORT: "0", EDGEWISE_DATA: folder, EDGEWISE_FRESH: "", EDGEWISE_POSTGRES_URL: "", OFFLINE_TOKEN_DELAY_MS: "0" };
  return { ...process.env, ...unset, ...own, ...env };
}

async function readProcesses(child: ChildProcess): Promise<z.infer<typeof processesSchema>> {
  let words = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk: Buffer) => (words += chunk.toString()));
  const failed = once(child, "exit").then(() => Promise.reject(new Error(`npm start ended:\n${words}`)));
  const [message] = await Promise.race([once(child, "message"), failed]);
  return processesSchema.parse(message);
}

function remove(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}
