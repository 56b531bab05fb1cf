import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";

/** Ids of the processes whose command names a folder: all that a start on that data folder has running. */
export function processesOf(folder: string): number[] {
  const commands = existsSync("/proc/self/cmdline") ? readProc() : readPs();
  return [...commands].filter(([, command]) => command.includes(folder)).map(([id]) => id);
}

function readProc(): Map<number, string> {
  const ids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return new Map(ids.map((id) => [Number(id), readCommand(id)]));
}

function readCommand(id: string): string {
  try {
    return readFileSync(`/proc/${id}/cmdline`, "utf8").replaceAll("\0", " ");
  } catch {
    // It ended while the list was read.
    return "";
  }
}

/** Where there is no /proc. */
function readPs(): Map<number, string> {
  const lines = execFileSync("ps", ["-axo", "pid=,args="], { encoding: "utf8", maxBuffer: 2 ** 26 })
    .trim()
    .split("\n");
  return new Map(lines.map((line) => [Number.parseInt(line, 10), line]));
}
