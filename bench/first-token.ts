/**
 * How much later the first word comes than from a bare object that streams: `npm run bench`.
 * Both are asked in turn in one run, so that a noisy machine is noisy for both; read the ratio, not the milliseconds.
 */
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const rounds = Number(process.env["BENCH_ROUNDS"] ?? 300);
const warmUp = 50;

const folder = mkdtempSync(join(tmpdir(), "edgewise-bench-"));
const port = await freePort();
const runtime = start(port);
try {
  await ready(`http://127.0.0.1:${port}/floor`);
  const samples: Record<"floor" | "edgewise", number[]> = { floor: [], edgewise: [] };
  for (let round = 0; round < warmUp + rounds; round++) {
    for (const path of ["floor", "edgewise"] as const) {
      const milliseconds = await firstWord(`http://127.0.0.1:${port}/${path}?name=warm`);
      if (round >= warmUp) samples[path].push(milliseconds);
    }
  }
  const floor = quantiles(samples.floor);
  const edgewise = quantiles(samples.edgewise);
  console.log(`first word, warm, ${rounds} rounds   p50        p95`);
  console.log(`a bare object that streams      ${floor.p50.toFixed(2)} ms   ${floor.p95.toFixed(2)} ms`);
  console.log(`edgewise                        ${edgewise.p50.toFixed(2)} ms   ${edgewise.p95.toFixed(2)} ms`);
  console.log(`ratio                           ${(edgewise.p50 / floor.p50).toFixed(2)}       ${(edgewise.p95 / floor.p95).toFixed(2)}`);
} finally {
  runtime.kill("SIGTERM");
  rmSync(folder, { recursive: true, force: true });
}

/** The built worker on bare `workerd serve`, without the proxy of `wrangler dev`: what production comes closest to. */
function start(listenOn: number): ChildProcess {
  execFileSync("node_modules/.bin/wrangler", ["deploy", "--dry-run", "-c", "bench/wrangler.toml", "--outdir", folder], {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, WRANGLER_SEND_METRICS: "false" },
  });
  mkdirSync(join(folder, "state"));
  writeFileSync(join(folder, "config.capnp"), readFileSync("bench/workerd.capnp", "utf8").replaceAll("PORT", String(listenOn)));
  return spawn(join(process.cwd(), "node_modules/.bin/workerd"), ["serve", "config.capnp"], {
    cwd: folder,
    stdio: ["ignore", "ignore", "inherit"],
  });
}

/** Milliseconds from the request to the first word. */
async function firstWord(url: string): Promise<number> {
  const startedAt = performance.now();
  const response = await fetch(url);
  if (!response.body || !response.ok) throw new Error(`${url} answered ${response.status}`);
  let first = 0;
  const decoder = new TextDecoder();
  for await (const bytes of response.body) {
    if (first === 0 && decoder.decode(bytes, { stream: true }).includes('"text-delta"')) first = performance.now() - startedAt;
  }
  if (first === 0) throw new Error(`${url} said no word`);
  return first;
}

function quantiles(samples: number[]): { p50: number; p95: number } {
  const sorted = samples.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? 0;
  return { p50: at(0.5), p95: at(0.95) };
}

async function ready(url: string): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    const response = await fetch(url).catch(() => null);
    await response?.body?.cancel();
    if (response?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("the benchmark's worker did not start");
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => (address && typeof address === "object" ? resolve(address.port) : reject(new Error("no port"))));
    });
  });
}
