/**
 * `npm run bench:profile [-- --tokens 200] [--pace 0] [--seconds 10]`: where the CPU of an Edgewise turn goes, by function and file.
 * Asks V8's own profiler through workerd's inspector. Time in the runtime itself (sockets, SQLite, promises) is told as `(program)`.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import { launchStandIns } from "../dev/stand-ins/launch.ts";
import { edgewise } from "./contenders/edgewise.ts";
import { freePort } from "./contenders/server.ts";
import { bundle } from "./contenders/workerd.ts";
import { warmUp } from "./measure.ts";
import { moveToLoadCore } from "./process/cores.ts";
import { warmId } from "./scenarios/scenario.ts";

const { values } = parseArgs({
  options: {
    tokens: { type: "string", default: "200" },
    pace: { type: "string", default: "0" },
    seconds: { type: "string", default: "10" },
    json: { type: "string", default: "dist/bench.cpuprofile" },
  },
});

const profileSchema = z.object({
  nodes: z.array(
    z.object({
      id: z.number(),
      callFrame: z.object({ functionName: z.string(), url: z.string(), lineNumber: z.number() }),
      children: z.array(z.number()).default([]),
    }),
  ),
  samples: z.array(z.number()),
  timeDeltas: z.array(z.number()),
});
const targetsSchema = z.array(z.object({ id: z.string(), webSocketDebuggerUrl: z.string() }));
type Profile = z.infer<typeof profileSchema>;

const folder = mkdtempSync(join(tmpdir(), "edgewise-bench-"));
mkdirSync(join(folder, "edgewise"));
const standIns = launchStandIns(folder);
moveToLoadCore(process.pid);
if (standIns.process.pid !== undefined) moveToLoadCore(standIns.process.pid);
const inspectorPort = await freePort();
// Whole names, and a comment before each file's part: that is how a line finds its file again.
const script = bundle("bench/workers/edgewise.ts", "edgewise-bundle", folder, { minify: false });
const contender = await edgewise({
  folder: join(folder, "edgewise"),
  script,
  queueScript: bundle("bench/workers/queue.ts", "queue-bundle", folder),
  counting: false,
  endpoints: await standIns.endpoints,
  inspectorPort,
});
try {
  await warmUp(contender);
  let turns = 0;
  const profile = await profiled(async () => {
    const until = Date.now() + Number(values.seconds) * 1000;
    for (; Date.now() < until; turns++) await contender.turn(warmId, { tokens: Number(values.tokens), paceMs: Number(values.pace) });
  });
  console.log(`${turns} turns of ${values.tokens} tokens, one after the other\n${tableOf(profile, turns)}`);
  mkdirSync("dist", { recursive: true });
  writeFileSync(values.json, JSON.stringify(profile));
} finally {
  await contender.stop();
  await standIns.stop();
  rmSync(folder, { recursive: true, force: true });
}

/** The profile of the Worker while `work` runs. */
async function profiled(work: () => Promise<void>): Promise<Profile> {
  const targets = targetsSchema.parse(await (await fetch(`http://127.0.0.1:${inspectorPort}/json`)).json());
  const target = targets.find(({ id }) => id.includes("main")) ?? targets[0];
  if (!target) throw new Error("The inspector knows no Worker.");
  const socket = new WebSocket(target.webSocketDebuggerUrl);
  await new Promise((resolve, reject) => {
    socket.addEventListener("open", resolve, { once: true });
    socket.addEventListener("error", reject, { once: true });
  });
  let lastId = 0;
  const ask = (method: string, params: object = {}) => {
    const id = ++lastId;
    return new Promise<unknown>((resolve) => {
      const read = ({ data }: MessageEvent) => {
        const message: { id?: number; result?: unknown } = JSON.parse(String(data));
        if (message.id !== id) return;
        socket.removeEventListener("message", read);
        resolve(message.result);
      };
      socket.addEventListener("message", read);
      socket.send(JSON.stringify({ id, method, params }));
    });
  };
  await ask("Profiler.enable");
  await ask("Profiler.setSamplingInterval", { interval: 200 });
  await ask("Profiler.start");
  await work();
  const { profile } = z.object({ profile: profileSchema }).parse(await ask("Profiler.stop"));
  socket.close();
  return profile;
}

/** Functions by the time spent in themselves, idle time left out. */
function tableOf({ nodes, samples, timeDeltas }: Profile, turns: number): string {
  const lines = readFileSync(script, "utf8").split("\n");
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const own = new Map<string, number>();
  for (const [index, id] of samples.entries()) {
    const frame = frames.get(id);
    if (!frame || frame.functionName === "(idle)") continue;
    const name = `${frame.functionName || "(anonymous)"}  ${frame.url === "" ? "" : placeOf(lines, frame.lineNumber)}`;
    own.set(name, (own.get(name) ?? 0) + (timeDeltas[index] ?? 0));
  }
  const whole = [...own.values()].reduce((sum, time) => sum + time, 0);
  const top = [...own].toSorted(([, a], [, b]) => b - a).slice(0, 40);
  return top
    .map(
      ([name, time]) => `${((100 * time) / whole).toFixed(1).padStart(5)} %  ${(time / turns).toFixed(0).padStart(6)} µs a turn  ${name}`,
    )
    .join("\n");
}

/** The file in which a line of the bundle was, and the line of the bundle. */
function placeOf(lines: readonly string[], line: number): string {
  for (let above = line; above >= 0; above--) {
    const file = /^\/\/ ((?:src|durable-objects|node_modules|bench|\.\.)\S*)$/.exec(lines[above] ?? "")?.[1];
    if (file) return `${file} (line ${line - above} of its part)`;
  }
  return `line ${line}`;
}
