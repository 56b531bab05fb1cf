/**
 * A conversation is what a simple model of it says, whatever is done to it and in whatever order.
 *
 * The walks are in the Workers runtime (test/worker/durable-objects/conversation/walks.test.ts), where a conversation is killed, put to
 * sleep and woken in milliseconds; this starts them in their size. A walk that goes wrong is shrunk and kept as a fixture, which is
 * walked first from then on.
 */
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { proof } from "../../support/prove.ts";

const root = join(import.meta.dirname, "../../..");
const fixtures = join(root, "test/fixtures/walks");

const walked = z.object({ seed: z.number(), walks: z.number(), steps: z.number(), failing: z.unknown() });
const assertion = z.object({
  title: z.string(),
  status: z.string(),
  failureMessages: z.array(z.string()).default([]),
  meta: z.object({ walks: walked.optional() }).default({}),
});
const reportSchema = z.object({ testResults: z.array(z.object({ message: z.string().optional(), assertionResults: z.array(assertion) })) });

proof(25, "A conversation is what a model of it says, after every step of every walk", async ({ size, seed, figures }) => {
  const report = await walk(size({ ci: 600, full: 100_000 }), seed);
  const results = report.testResults.flatMap(({ assertionResults }) => assertionResults);
  const walks = results.find(({ meta }) => meta.walks)?.meta.walks;
  figures["walks"] = walks?.walks ?? 0;
  figures["steps"] = walks?.steps ?? 0;
  figures["walks of old that are walked first"] = results.length - 1;
  if (walks?.failing) figures["the walk that went wrong"] = keep(walks.failing, walks.seed);
  const wrong = results.filter(({ status }) => status !== "passed").flatMap(({ failureMessages }) => failureMessages);
  if (!walks || wrong.length > 0) throw new Error([...wrong, ...report.testResults.map(({ message }) => message ?? "")].join("\n"));
});

/** Runs the walks in the Workers runtime; what they found is in the report. */
async function walk(steps: number, seed: number): Promise<z.infer<typeof reportSchema>> {
  const folder = mkdtempSync(join(tmpdir(), "edgewise-walks-"));
  try {
    const file = join(folder, "report.json");
    const test = "test/worker/durable-objects/conversation/walks.test.ts";
    const options = ["run", "--silent", "--project", "worker", "--reporter=json", `--outputFile=${file}`, test];
    const env = { ...process.env, EDGEWISE_WALKS: JSON.stringify({ steps, seed }) };
    // What the runtime has to say of streams that were cut is of no interest.
    const child = spawn(process.execPath, ["node_modules/vitest/vitest.mjs", ...options], { cwd: root, env, stdio: "ignore" });
    await new Promise((resolve) => child.on("exit", resolve));
    return reportSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Gives the fixture's name. */
function keep(failing: unknown, seed: number): string {
  mkdirSync(fixtures, { recursive: true });
  const name = `${seed}.json`;
  writeFileSync(join(fixtures, name), `${JSON.stringify(failing)}\n`);
  return `test/fixtures/walks/${name}`;
}
