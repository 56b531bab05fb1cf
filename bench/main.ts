/**
 * `npm run bench [-- --peers] [--runs 5] [--scenarios first-token,cpu,load,wire,history,memory,writes] [--only floor,edgewise] [--json <file>]`
 * How fast Edgewise is beside a bare object that streams: read the ratios, not the milliseconds.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, release, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { enlist } from "./contenders/enlist.ts";
import { measure, warmUp, type Measured } from "./measure.ts";
import { canCountCommits } from "./process/commits.ts";
import { moveToLoadCore, pinned } from "./process/cores.ts";
import { tableOf } from "./report.ts";
import { timedScenarios, writes } from "./scenarios/index.ts";

const { values } = parseArgs({
  options: {
    peers: { type: "boolean", default: false },
    runs: { type: "string", default: "5" },
    scenarios: { type: "string" },
    only: { type: "string" },
    json: { type: "string", default: "dist/bench.json" },
  },
});
const chosen = (list: string | undefined) => (name: string) => list === undefined || list.split(",").includes(name);
const isWanted = chosen(values.scenarios);
const say = (words: string) => console.error(`… ${words}`);

const folder = mkdtempSync(join(tmpdir(), "edgewise-bench-"));
moveToLoadCore(process.pid);
const enlisted = await enlist({ folder, peers: values.peers, isWanted: chosen(values.only), say });
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void enlisted.stop().finally(() => process.exit(1)));
try {
  const measured = [...(await measureTimed()), ...(await countWrites())];
  const notes = [...enlisted.notes, ...machineNotes()];
  console.log(`\n${tableOf(measured)}\n\n${notes.map((note) => `· ${note}`).join("\n")}`);
  keep(measured, notes);
  console.log(`\nThe same as JSON: ${values.json}`);
} finally {
  await enlisted.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function measureTimed(): Promise<Measured[]> {
  const scenarios = timedScenarios.filter(({ name }) => isWanted(name));
  if (scenarios.length === 0) return [];
  const contenders = await enlisted.timed();
  for (const contender of contenders) await warmUp(contender);
  const measured = await measure(scenarios, contenders, Number(values.runs), say, (soFar) => keep(soFar, enlisted.notes));
  for (const contender of contenders) await contender.stop();
  return measured;
}

/** Also after each run: a benchmark that is broken off has said something. */
function keep(measured: readonly Measured[], notes: readonly string[]): void {
  mkdirSync(dirname(values.json), { recursive: true });
  writeFileSync(values.json, JSON.stringify({ at: new Date().toISOString(), runs: Number(values.runs), notes, measured }, null, 2));
}

async function countWrites(): Promise<Measured[]> {
  if (!isWanted(writes.name)) return [];
  const contenders = await enlisted.counting();
  for (const contender of contenders) await contender.start();
  const measured = await measure([writes], contenders, 1, say);
  for (const contender of contenders) await contender.stop();
  return measured;
}

function machineNotes(): string[] {
  const machine = `${cpus().length} cores, ${cpus()[0]?.model ?? "unknown processor"}, Linux ${release()}, Node ${process.version}.`;
  return [
    machine,
    pinned
      ? "Servers run on one core, the load on another."
      : "Nothing is pinned to a core here (taskset or a second core is missing): expect noise.",
    ...(canCountCommits ? [] : ["Commits are not counted: strace is missing."]),
  ];
}
