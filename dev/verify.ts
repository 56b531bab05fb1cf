/** `npm run verify`: format, lint, types, dead code, dead links and layers, all at once, in seconds and without a database. */
import { spawn } from "node:child_process";
import { findLayerProblems } from "./check-layers.ts";
import { readImports } from "./verify/imports.ts";
import { findDeadLinks } from "./verify/links.ts";

/** A check gives what is wrong as text; empty when all is well. */
type Check = () => string | Promise<string>;

const root = process.cwd();

const checks: Readonly<Record<string, Check>> = {
  format: () => run("oxfmt", ["--check"]),
  lint: () => run("oxlint", []),
  types: () => checkTypes([".", "dev", "test", "test/worker", "bench", "web"]),
  "dead code": () => run("knip", ["--treat-config-hints-as-errors"]),
  "dead links": () => findDeadLinks(root).join("\n"),
  layers: () => findLayerProblems(readImports(root, ["src", "durable-objects", "web"])).join("\n"),
};

const outcomes = await Promise.all(Object.entries(checks).map(([name, check]) => perform(name, check)));
process.exit(outcomes.every((passed) => passed) ? 0 : 1);

async function perform(name: string, check: Check): Promise<boolean> {
  const startedAt = performance.now();
  const problems = (await check()).trim();
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(problems === "" ? `✓ ${name} (${seconds} s)` : `✗ ${name} (${seconds} s)\n${problems}\n`);
  return problems === "";
}

/** Each folder has the types of the place where its files run: the Worker, Node, the test runner in workerd, the browser. */
async function checkTypes(folders: string[]): Promise<string> {
  const outputs = await Promise.all(folders.map((folder) => run("tsc", ["--project", folder, ...rememberedFor(folder)])));
  return [...new Set(outputs)].join("\n");
}

/** What has not changed since the last time is not checked again. */
function rememberedFor(folder: string): string[] {
  return ["--incremental", "--tsBuildInfoFile", `node_modules/.cache/verify/${folder.replaceAll(/\W/g, "-")}.tsbuildinfo`];
}

/** Runs one of the project's own tools; what it prints counts only when it fails. */
function run(tool: string, toolArguments: string[]): Promise<string> {
  const child = spawn(tool, toolArguments, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((resolve) => {
    child.on("error", (error) => resolve(`${tool} does not start: ${error.message}`));
    child.on("close", (code) => resolve(code === 0 ? "" : output.trim() || `${tool} ended with ${code}`));
  });
}
