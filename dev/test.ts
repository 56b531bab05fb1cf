/**
 * `npm test`: every project one after another, then one line that sums them up; `npm test -- --project unit` only that one.
 * Other arguments, such as a file's path, go to a single run of vitest.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { findChromium, howToGetChromium } from "../test/support/browser.ts";
import { buildPage } from "./page.ts";
import { step } from "./progress.ts";
import { tellRefusal } from "./refusal.ts";
import { noTests, sumTallies, tallyReport, type Tally } from "./test-report.ts";

const allProjects = ["unit", "database", "worker", "system", "browser"];
const reports = mkdtempSync(join(tmpdir(), "edgewise-test-"));
process.on("exit", () => rmSync(reports, { recursive: true, force: true }));

await step("Page built", () => buildPage()).catch(tellRefusal);
const { values, positionals } = parseArgs({ options: { project: { type: "string", multiple: true } }, allowPositionals: true });
const projects = values.project ?? allProjects;
process.exit(positionals.length > 0 ? await runVitest(positionals) : await runProjects());

async function runProjects(): Promise<number> {
  const tallies: Tally[] = [];
  for (const project of projects) tallies.push(await runProject(project));
  const { passed, failed, skipped } = sumTallies(tallies);
  if (skipped > 0) console.log(`${skipped} skipped`);
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

async function runProject(project: string): Promise<Tally> {
  console.log(`\n── ${project} ──`);
  if (project === "browser" && findChromium() === undefined) {
    const mustRun = process.env["CI"] === "true";
    console.log(`${mustRun ? "✗ The browser tests cannot run" : "○ The browser tests are left out"}: ${howToGetChromium}`);
    return { ...noTests, failed: mustRun ? 1 : 0 };
  }
  const report = join(reports, `${project}.json`);
  const code = await runVitest(["--project", project, "--reporter=default", "--reporter=json", `--outputFile.json=${report}`]);
  return tallyReport(existsSync(report) ? readFileSync(report, "utf8") : undefined, code);
}

async function runVitest(vitestArguments: string[]): Promise<number> {
  const child = spawn(process.execPath, ["node_modules/vitest/vitest.mjs", "run", ...vitestArguments], { stdio: "inherit" });
  const pass = (signal: NodeJS.Signals) => {
    child.kill(signal);
    child.once("exit", () => process.exit(1));
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, pass);
  return new Promise((resolve) => child.on("exit", (code) => resolve(code ?? 1)));
}
