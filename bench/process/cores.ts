/** Which core runs what: the server under test has one for itself, the load and the stand-ins share the other. */
import { execFileSync } from "node:child_process";
import { availableParallelism } from "node:os";

const serverCore = "0";
const loadCore = "1";

/** False where `taskset` or a second core is missing: the figures are then noisier, and the report says so. */
export const pinned = availableParallelism() > 1 && canPin();

function canPin(): boolean {
  try {
    execFileSync("taskset", ["-V"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** The command line that runs a server on its own core. */
export function onServerCore(command: string, commandArguments: readonly string[]): [string, string[]] {
  return pinned ? ["taskset", ["-c", serverCore, command, ...commandArguments]] : [command, [...commandArguments]];
}

/** Moves a process with all its threads to the core of the load. */
export function moveToLoadCore(pid: number): void {
  if (pinned) execFileSync("taskset", ["-a", "-c", "-p", loadCore, String(pid)], { stdio: "ignore" });
}
