import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { once } from "node:events";
import { Refusal } from "../refusal.ts";
import { toEnvFile } from "./variables.ts";

const root = join(import.meta.dirname, "../..");

export interface Runtime {
  url: string;
  /** Its own process group: wrangler and workerd, nothing else. */
  processGroup: number;
  /** Settles when the Worker answers; a Refusal when it ends or does not build. */
  ready: Promise<void>;
  /** Settles when the runtime has ended by itself or by a signal. */
  ended: Promise<void>;
  stop(): Promise<void>;
}

export interface RuntimePlace {
  dataFolder: string;
  port: number;
  variables: Record<string, string>;
}

/** Runs `wrangler dev`. */
export function launchRuntime({ dataFolder, port, variables }: RuntimePlace): Runtime {
  const logPath = join(dataFolder, "runtime.log");
  const log = openSync(logPath, "w");
  const child = spawn(process.execPath, ["node_modules/wrangler/bin/wrangler.js", ...wranglerArguments(dataFolder, port, variables)], {
    cwd: root,
    detached: true,
    stdio: ["ignore", log, log],
    env: { ...process.env, ...quietWrangler(dataFolder) },
  });
  const { pid } = child;
  if (pid === undefined) throw new Refusal("wrangler could not be started: delete node_modules and run npm start again.");
  const url = `http://127.0.0.1:${port}`;
  const ended = once(child, "exit").then(() => undefined);
  return { url, processGroup: pid, ready: waitForHealth(url, child, logPath), ended, stop: () => endGroup(child, pid, ended) };
}

function wranglerArguments(dataFolder: string, port: number, variables: Record<string, string>): string[] {
  const envFile = join(dataFolder, "variables.env");
  const ownFile = join(root, ".dev.vars");
  writeFileSync(envFile, toEnvFile(variables), { mode: 0o600 });
  return [
    ...["dev", "--config", "wrangler.toml", "--local"],
    ...["--ip", "127.0.0.1", "--port", String(port), "--inspector-port", "0"],
    ...["--persist-to", join(dataFolder, "wrangler"), "--show-interactive-dev-session=false"],
    // The later file wins: .dev.vars may choose models, not endpoints.
    ...(existsSync(ownFile) ? ["--env-file", ownFile] : []),
    ...["--env-file", envFile],
  ];
}

/** No banner and its look for updates, no telemetry, nothing fetched, nothing written outside the data folder. */
function quietWrangler(dataFolder: string): Record<string, string> {
  return {
    WRANGLER_HIDE_BANNER: "true",
    WRANGLER_SEND_METRICS: "false",
    WRANGLER_SEND_ERROR_REPORTS: "false",
    WRANGLER_LOG_PATH: join(dataFolder, "wrangler-logs"),
    WRANGLER_REGISTRY_PATH: join(dataFolder, "wrangler-registry"),
    CLOUDFLARE_CF_FETCH_ENABLED: "false",
    NO_COLOR: "1",
    FORCE_COLOR: "0",
  };
}

async function waitForHealth(url: string, child: ChildProcess, logPath: string): Promise<void> {
  const giveUpAt = Date.now() + 120_000;
  for (;;) {
    const answer = await fetch(`${url}/v1/health`, { signal: AbortSignal.timeout(10_000) }).catch(() => undefined);
    if (answer?.ok) return;
    const words = readFileSync(logPath, "utf8");
    const over = child.exitCode !== null || child.signalCode !== null || words.includes("Build failed") || Date.now() > giveUpAt;
    if (over) throw new Refusal(`${lastLines(words)}\nThe Worker does not run; its last words are above, all of them in ${logPath}.`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** The last words of a log, for the terminal. */
export function lastLines(text: string, count = 20): string {
  return text.trimEnd().split("\n").slice(-count).join("\n");
}

async function endGroup(child: ChildProcess, group: number, ended: Promise<void>): Promise<void> {
  const signal = (name: NodeJS.Signals) => {
    try {
      process.kill(-group, name);
    } catch {
      // Nobody is left in it.
    }
  };
  if (child.exitCode === null && child.signalCode === null) {
    signal("SIGTERM");
    const patience = setTimeout(() => signal("SIGKILL"), 5000);
    await ended;
    clearTimeout(patience);
  }
  // Whoever of the group outlived its head.
  signal("SIGKILL");
}
