/** How often a process waits for the disk: every commit of an object's SQLite is one `fdatasync` of its log. */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";

export const canCountCommits = hasStrace();

function hasStrace(): boolean {
  try {
    execFileSync("strace", ["-V"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** The number of `fsync` and `fdatasync` calls of a process while `work` runs. Slows it: not for what is timed. */
export async function countSyncs(pid: number, work: () => Promise<void>): Promise<number> {
  const tracer = spawn("strace", ["-f", "-e", "trace=fsync,fdatasync", "-p", String(pid)], { stdio: ["ignore", "ignore", "pipe"] });
  let trace = "";
  await new Promise<void>((resolve, reject) => {
    tracer.once("exit", () => reject(new Error(`strace cannot follow the server: ${trace}`)));
    tracer.stderr.on("data", (bytes: Buffer) => {
      trace += bytes.toString();
      if (trace.includes("attached")) resolve();
    });
  });
  await work();
  const ended = once(tracer, "close");
  tracer.kill("SIGINT");
  await ended;
  return trace.split("\n").filter((line) => /f(data)?sync\(\d+/.test(line)).length;
}
