/** What a process has used so far, as Linux tells it. */
import { readdirSync, readFileSync } from "node:fs";

const ticksPerSecond = 100;

/** Microseconds of CPU, user and system, of all threads. From the scheduler where it counts in nanoseconds, else in ticks of 10 ms. */
export function cpuMicroseconds(pid: number): number {
  return schedulerMicroseconds(pid) ?? tickMicroseconds(pid);
}

function schedulerMicroseconds(pid: number): number | null {
  try {
    let nanoseconds = 0;
    for (const thread of readdirSync(`/proc/${pid}/task`))
      nanoseconds += Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ")[0]);
    return nanoseconds / 1000;
  } catch {
    return null;
  }
}

function tickMicroseconds(pid: number): number {
  // The second field is the command in brackets and may hold spaces.
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return ((Number(fields[11]) + Number(fields[12])) / ticksPerSecond) * 1_000_000;
}

/** Kilobytes of memory that the process holds. */
export function residentKilobytes(pid: number): number {
  return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
}
