import { fork, type ChildProcess } from "node:child_process";
import { openSync } from "node:fs";
import { join } from "node:path";
import { once } from "node:events";
import { Refusal } from "../refusal.ts";
import { reportSchema, type Endpoints } from "./messages.ts";

export interface StandIns {
  /** Settles when all of them listen; a Refusal when Postgres cannot open its folder. */
  endpoints: Promise<Endpoints>;
  process: ChildProcess;
  /** Hands the runtime's process group to the child, which ends it should this process be killed. */
  watchOver(processGroup: number): void;
  /** Closes Postgres in good order. */
  stop(): Promise<void>;
}

/** Starts Postgres, Redis and the shop in one child process of its own group, which outlives a `kill -9` of the runtime. */
export function launchStandIns(dataFolder: string): StandIns {
  const log = openSync(join(dataFolder, "stand-ins.log"), "w");
  const child = fork(join(import.meta.dirname, "main.ts"), [join(dataFolder, "postgres"), join(dataFolder, "shop.json")], {
    detached: true,
    stdio: ["ignore", log, log, "ipc"],
  });
  return {
    endpoints: readEndpoints(child, dataFolder),
    process: child,
    watchOver: (processGroup) => void child.send({ kind: "charge", processGroup }),
    stop: () => end(child),
  };
}

async function readEndpoints(child: ChildProcess, dataFolder: string): Promise<Endpoints> {
  const broken = (reason: string) =>
    new Refusal(
      `The database in ${join(dataFolder, "postgres")} cannot be opened (${reason}): start empty with EDGEWISE_FRESH=1 npm start, or name another folder with EDGEWISE_DATA=<folder>.`,
    );
  const timeout = AbortSignal.timeout(120_000);
  const ended = once(child, "exit", { signal: timeout }).then(() => Promise.reject(broken(`see ${join(dataFolder, "stand-ins.log")}`)));
  const [message] = await Promise.race([once(child, "message", { signal: timeout }), ended]);
  const report = reportSchema.parse(message);
  if (report.kind === "failed") throw broken(report.reason.split("\n")[0] ?? "");
  return report.endpoints;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  const patience = setTimeout(() => child.kill("SIGKILL"), 5000);
  if (child.connected) child.disconnect();
  await ended;
  clearTimeout(patience);
}
