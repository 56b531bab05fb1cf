// Runs on the system's Node, whichever it is, with nothing installed: completes the install, then hands over to the project's own Node.
import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { constants } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ownNode, readInstallState } from "./install-state.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

const reasons = {
  missing: "Installing packages (about a minute the first time)",
  "half-finished": "A half-finished install was found in node_modules: installing again",
  outdated: "package-lock.json is newer than node_modules: installing again",
};

/** What npm prints when it cannot reach the registry. */
const offline = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ENOTCACHED|ERR_SOCKET_TIMEOUT/;

const remedies = {
  offline:
    "The packages cannot be downloaded: npm does not reach its registry. Check the network (or `npm config get registry`) and run the same command again.",
  full: "The packages cannot be written: the disk is full. Free about 1 GB and run the same command again.",
  other: "npm could not install the packages; its own words are above. Delete node_modules and run `npm install` to see more.",
};

/** @type {import("node:child_process").ChildProcess | undefined} */
let running;
let installing = false;

/** @param {"SIGINT" | "SIGTERM" | "SIGHUP"} signal */
function passOn(signal) {
  if (!installing) return running?.kill(signal);
  // npm finishes what it began on a softer signal; what is cut off here is found and mended by the next start.
  if (running?.pid !== undefined) process.kill(-running.pid, "SIGKILL");
  process.exit(128 + constants.signals[signal]);
}

for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) process.on(signal, () => passOn(signal));

// npm that dies without a word leaves its child behind: the parent's number changes.
const parent = process.ppid;
setInterval(() => process.ppid !== parent && passOn("SIGTERM"), 500).unref();

const [script, ...scriptArguments] = process.argv.slice(2);
if (script === undefined) throw new Error("Usage: node dev/bootstrap.mjs <script> [arguments]");
const state = readInstallState(root);
if (state !== "whole") await install(reasons[state]);
handOver(script, scriptArguments);

/** @param {string} reason */
async function install(reason) {
  const stopProgress = showProgress(reason);
  installing = true;
  // A package that was cut off while being unpacked looks whole to npm.
  if (state === "half-finished") rmSync(join(root, "node_modules"), { recursive: true, force: true, maxRetries: 5 });
  const { code, errors } = await installPackages();
  installing = false;
  const after = code === 0 ? readInstallState(root) : "half-finished";
  stopProgress(after === "whole");
  if (after === "whole") return;
  const remedy = offline.test(errors) ? remedies.offline : errors.includes("ENOSPC") ? remedies.full : remedies.other;
  if (remedy === remedies.other) process.stderr.write(`${errors.trim()}\n`);
  process.stderr.write(`✗ ${remedy}\n`);
  process.exit(1);
}

/**
 * `npm install --no-save` keeps to package-lock.json as `npm ci` does, and also works where a registry lacks the builds of other platforms.
 * Without a network only npm's cache is asked, so that what is missing is told in seconds instead of npm's minutes of patience.
 */
async function installPackages() {
  const ping = await runNpm(["ping", "--fetch-retries=1", "--fetch-retry-mintimeout=1000"]);
  const source = offline.test(ping.errors) ? "--offline" : "--prefer-offline";
  return runNpm(["install", "--no-save", "--include=dev", source, "--no-audit", "--no-fund", "--loglevel=error"]);
}

/**
 * @param {string[]} npmArguments
 * @returns {Promise<{ code: number | null, errors: string }>}
 */
function runNpm(npmArguments) {
  const npm = process.env["npm_execpath"] ?? "";
  const [command, first] = npm.endsWith("npm-cli.js") ? [process.execPath, [npm]] : ["npm", []];
  const child = spawn(command, [...first, ...npmArguments], { cwd: root, stdio: ["ignore", "ignore", "pipe"], detached: true });
  running = child;
  let errors = "";
  child.stderr.on("data", (chunk) => (errors += chunk));
  return new Promise((resolve) => {
    child.on("error", (error) => resolve({ code: 1, errors: String(error) }));
    child.on("close", (code) => resolve({ code, errors }));
  });
}

/**
 * Seconds that count up on a terminal, two plain lines elsewhere.
 * @param {string} text
 */
function showProgress(text) {
  const startedAt = Date.now();
  const seconds = () => `${((Date.now() - startedAt) / 1000).toFixed(0)} s`;
  const { isTTY } = process.stdout;
  if (!isTTY) process.stdout.write(`… ${text}\n`);
  const timer = isTTY ? setInterval(() => process.stdout.write(`\r… ${text} (${seconds()})`), 500) : undefined;
  /** @param {boolean} succeeded */
  return (succeeded) => {
    clearInterval(timer);
    process.stdout.write(`${isTTY ? "\r\u001b[K" : ""}${succeeded ? "✓ Packages installed" : "✗ Packages not installed"} (${seconds()})\n`);
  };
}

/**
 * Runs the script to its end and ends as it does.
 * @param {string} script
 * @param {string[]} scriptArguments
 */
function handOver(script, scriptArguments) {
  const PATH = [join(root, "node_modules/.bin"), process.env["PATH"] ?? ""].join(delimiter);
  // The channel tells the child when this process dies without a word.
  const child = spawn(ownNode(root), [script, ...scriptArguments], {
    cwd: root,
    env: { ...process.env, PATH },
    stdio: ["inherit", "inherit", "inherit", "ipc"],
  });
  running = child;
  child.on("error", (error) => {
    process.stderr.write(
      `✗ The project's own Node does not start (${error.message}). Delete node_modules and run the same command again.\n`,
    );
    process.exit(1);
  });
  child.on("exit", (code, signal) => process.exit(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
}
