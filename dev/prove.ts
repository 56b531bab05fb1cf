/**
 * `npm run prove`: the proofs of docs/proofs.md in full size; `npm run prove -- 1 14` only these. One table of figures at the end.
 * EDGEWISE_SEED takes up the choices of an earlier run; EDGEWISE_PROVE=ci takes the small size.
 */
import { spawn } from "node:child_process";
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { figureTable, shownSchema } from "../test/support/figures.ts";
import { buildPage } from "./page.ts";
import { step } from "./progress.ts";
import { Refusal, tellRefusal } from "./refusal.ts";

const folder = mkdtempSync(join(tmpdir(), "edgewise-prove-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
const figures = join(folder, "figures.jsonl");

try {
  const files = chooseFiles(process.argv.slice(2));
  await step("Page built", () => buildPage());
  const code = await runVitest(files);
  process.exitCode = code;
  console.log(`\n${figureTable(readFigures())}`);
} catch (error) {
  tellRefusal(error);
}

/** The files of these proofs, or of all. A proof's file begins with its number, as in `01-….test.ts`. */
function chooseFiles(wanted: readonly string[]): string[] {
  const files = globSync("test/**/proofs/[0-9][0-9]-*.test.ts").toSorted((one, other) => basename(one).localeCompare(basename(other)));
  const numberOf = (file: string) => Number(basename(file).slice(0, 2));
  const known = new Set(files.map(numberOf));
  const unknown = wanted.filter((number) => !known.has(Number(number)));
  if (unknown.length > 0) throw new Refusal(`There is no proof ${unknown.join(", ")}. There are: ${[...known].join(", ")}.`);
  return wanted.length === 0 ? files : files.filter((file) => wanted.map(Number).includes(numberOf(file)));
}

function runVitest(files: readonly string[]): Promise<number> {
  const env = { ...process.env, EDGEWISE_PROVE: process.env["EDGEWISE_PROVE"] || "full", EDGEWISE_FIGURES: figures };
  // One after another: each of them takes the whole machine.
  const vitestArguments = ["run", "--no-file-parallelism", ...files];
  const child = spawn(process.execPath, ["node_modules/vitest/vitest.mjs", ...vitestArguments], { stdio: "inherit", env });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => child.kill(signal));
  return new Promise((resolve) => child.on("exit", (code) => resolve(code ?? 1)));
}

function readFigures() {
  if (!existsSync(figures)) return [];
  const lines = readFileSync(figures, "utf8").trim().split("\n");
  return lines.map((line) => shownSchema.parse(JSON.parse(line)));
}
