/**
 * A conversation is what a simple model of it says, whatever is done to it and in whatever order.
 *
 * The walks are in the Workers runtime (test/worker/durable-objects/conversation/walks.test.ts), where a conversation is killed, put to
 * sleep and woken in milliseconds; this starts them in their size. A walk that goes wrong is shrunk and kept as a fixture, which is
 * walked first from then on.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { proof } from "../../support/prove.ts";

const root = join(import.meta.dirname, "../../..");
const fixtures = join(root, "test/fixtures/walks");

/** Seeds that one process may use up: each of its rounds takes the next one. */
const seedsOfProcess = 1_000;
/** Bytes that have to be free in memory for the objects' files to lie there. */
const roomInMemory = 4e9;

const walkedSchema = z.object({ seed: z.number(), walks: z.number(), steps: z.number(), failing: z.unknown() });
const assertion = z.object({
  title: z.string(),
  status: z.string(),
  failureMessages: z.array(z.string()).default([]),
  meta: z.object({ walks: walkedSchema.optional() }).default({}),
});
const testFile = z.object({ message: z.string().optional(), assertionResults: z.array(assertion) });
const reportSchema = z.object({ testResults: z.array(testFile) });
type TestFile = z.infer<typeof testFile>;

proof(25, "A conversation is what a model of it says, after every step of every walk", async ({ size, seed, figures }) => {
  const processes = size({ ci: 1, full: 4 });
  const steps = size({ ci: 1_500, full: 100_000 }) / processes;
  const stop = new AbortController();
  const seeds = Array.from({ length: processes }, (_, index) => seed + index * seedsOfProcess);
  const files = (await Promise.all(seeds.map((own) => walk(steps, own, stop)))).flat();
  const results = files.flatMap(({ assertionResults }) => assertionResults);
  const walked = results.flatMap(({ meta }) => meta.walks ?? []);
  figures["walks"] = walked.reduce((sum, { walks }) => sum + walks, 0);
  figures["steps"] = walked.reduce((sum, { steps }) => sum + steps, 0);
  figures["processes, each with walks of its own"] = processes;
  figures["walks of old that are walked first, by each"] = (results.length - walked.length) / processes;
  for (const { failing, seed: own } of walked) if (failing) figures["the walk that went wrong"] = keep(failing, own);
  const wrong = results.filter(({ status }) => status !== "passed").flatMap(({ failureMessages }) => failureMessages);
  if (walked.length < processes || wrong.length > 0) throw new Error([...wrong, ...files.map(({ message }) => message ?? "")].join("\n"));
});

/** Runs the walks in the Workers runtime, and gives what they found; nothing when they were stopped. The first that goes wrong stops all. */
async function walk(steps: number, seed: number, stop: AbortController): Promise<TestFile[]> {
  const folder = mkdtempSync(join(placeOfFiles(), "edgewise-walks-"));
  try {
    const file = join(folder, "report.json");
    const test = "test/worker/durable-objects/conversation/walks.test.ts";
    const options = ["run", "--silent", "--project", "worker", "--reporter=json", `--outputFile=${file}`, test];
    const env = { ...process.env, TMPDIR: folder, EDGEWISE_WALKS: JSON.stringify({ steps, seed }) };
    // What the runtime has to say of streams that were cut is of no interest.
    const child = spawn(process.execPath, ["node_modules/vitest/vitest.mjs", ...options], { cwd: root, env, stdio: "ignore" });
    stop.signal.addEventListener("abort", () => child.kill());
    await new Promise((resolve) => child.on("exit", resolve));
    if (!existsSync(file)) {
      if (stop.signal.aborted) return [];
      throw new Error(`The walks of seed ${seed} have ended without a report.`);
    }
    const { testResults } = reportSchema.parse(JSON.parse(readFileSync(file, "utf8")));
    if (testResults.some(({ assertionResults }) => assertionResults.some(({ status }) => status !== "passed"))) stop.abort();
    return testResults;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What is killed here are objects, not the machine: nothing is lost where no disk is waited for. */
function placeOfFiles(): string {
  const memory = "/dev/shm";
  if (!existsSync(memory)) return tmpdir();
  const { bavail, bsize } = statfsSync(memory);
  return bavail * bsize > roomInMemory ? memory : tmpdir();
}

/** Gives the fixture's name. */
function keep(failing: unknown, seed: number): string {
  mkdirSync(fixtures, { recursive: true });
  const name = `${seed}.json`;
  writeFileSync(join(fixtures, name), `${JSON.stringify(failing)}\n`);
  return `test/fixtures/walks/${name}`;
}
