import { execFileSync } from "node:child_process";

/** Ids of the processes whose command names a folder: all that a start on that data folder has running. */
export function processesOf(folder: string): number[] {
  const table = execFileSync("ps", ["-eo", "pid=,args="], { encoding: "utf8", maxBuffer: 2 ** 26 });
  const lines = table.split("\n").filter((line) => line.includes(folder) && !line.includes("ps -eo"));
  return lines.map((line) => Number.parseInt(line, 10));
}
