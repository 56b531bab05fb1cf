/** `npm start`: the whole of Edgewise on this machine, without an account and without a network. */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { connectDatabase } from "../src/db/client.ts";
import { claimDataFolder, readVisitorTokenSecret, type DataFolder } from "./data-folder.ts";
import { demoTenantId, seedDemo } from "./demo/seed.ts";
import { migrate } from "./migrate.ts";
import { buildPage } from "./page.ts";
import { step } from "./progress.ts";
import { Refusal } from "./refusal.ts";
import { tickCrons } from "./runtime/crons.ts";
import { lastLines, launchRuntime, type Runtime } from "./runtime/launch.ts";
import { workerVariables } from "./runtime/variables.ts";
import { launchStandIns, type StandIns } from "./stand-ins/launch.ts";
import type { Endpoints } from "./stand-ins/messages.ts";

/** What has to be undone at the end, newest first. */
const undo: (() => void | Promise<void>)[] = [];
const ending = new AbortController();

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void stop(0));
// The bootstrap was killed; nobody would stop this process any more.
process.on("disconnect", () => void stop(0));

start().catch((error: unknown) => {
  if (ending.signal.aborted) return;
  console.error(error instanceof Refusal ? `✗ ${error.message}` : error);
  void stop(1);
});

async function start(): Promise<void> {
  console.log("Edgewise is starting · Edgewise đang khởi động");
  const port = await claimPort(process.env["PORT"] || "8787");
  const folder = claimDataFolder(process.env["EDGEWISE_DATA"] || ".edgewise", process.env["EDGEWISE_FRESH"] === "1");
  undo.push(folder.release);
  const standIns = launchStandIns(folder.path);
  undo.push(standIns.stop);
  const [endpoints] = await Promise.all([
    step("Postgres, Redis and the demo shop started", () => standIns.endpoints, ending.signal),
    step("Page built", () => buildPage(ending.signal), ending.signal),
  ]);
  const [runtime] = await Promise.all([
    step("Worker started", () => run(folder, port, standIns, endpoints), ending.signal),
    step("Database migrated, demo tenant seeded", () => fillDatabase(endpoints), ending.signal),
  ]);
  undo.push(tickCrons(runtime.url, "wrangler.toml").stop);
  announce(folder, { start: process.pid, runtime: runtime.processGroup, standIns: standIns.process.pid, url: runtime.url, ...endpoints });
  console.log(welcome(runtime.url, folder.path));
  void runtime.ended.then(() => complain("The Worker's runtime has ended", join(folder.path, "runtime.log")));
  standIns.process.once("exit", () => complain("Postgres has ended", join(folder.path, "stand-ins.log")));
}

async function run(folder: DataFolder, port: number, standIns: StandIns, endpoints: Endpoints): Promise<Runtime> {
  ending.signal.throwIfAborted();
  const variables = workerVariables(endpoints, readVisitorTokenSecret(folder), process.env);
  const runtime = launchRuntime({ dataFolder: folder.path, port, variables });
  undo.push(runtime.stop);
  standIns.watchOver(runtime.processGroup);
  await runtime.ready;
  return runtime;
}

async function fillDatabase({ databaseUrl, databaseEndpoint, shopUrl }: Endpoints): Promise<void> {
  const database = connectDatabase(databaseUrl, databaseEndpoint);
  await migrate(database);
  await seedDemo(database, { shopUrl });
}

/** Tells tests and other tools what runs where: by a file, and by the channel of a parent that has one. */
function announce(folder: DataFolder, processes: Record<string, unknown>): void {
  const path = join(folder.path, "processes.json");
  writeFileSync(path, JSON.stringify(processes, null, 2), { mode: 0o600 });
  undo.push(() => rmSync(path, { force: true }));
  process.send?.(processes);
}

/** The port to serve on; 0 stands for a free one. Errors: Refusal when it is taken or no port at all. */
async function claimPort(given: string): Promise<number> {
  const wanted = Number(given);
  if (!Number.isInteger(wanted) || wanted < 0 || wanted > 65_535)
    throw new Refusal(`PORT=${given} is no port: write a number from 1 to 65535.`);
  const probe = createServer();
  return new Promise((resolve, reject) => {
    probe.once("error", (error: NodeJS.ErrnoException) => {
      const reason = error.code === "EADDRINUSE" ? "is in use by another program" : `cannot be used (${error.code})`;
      reject(new Refusal(`Port ${wanted} ${reason}: stop that program, or choose another port with PORT=${wanted + 1} npm start.`));
    });
    probe.listen(wanted, "127.0.0.1", () => {
      const address = probe.address();
      const port = address !== null && typeof address === "object" ? address.port : wanted;
      probe.close(() => resolve(port));
    });
  });
}

function welcome(url: string, dataFolder: string): string {
  return `
Edgewise is ready · Edgewise đã sẵn sàng

  Page · Trang trò chuyện   ${url}
  API document              ${url}/docs
  Demo key · Khoá dùng thử  Authorization: Bearer ${demoTenantId}
  Data and logs             ${dataFolder}

Try · Thử ngay
  Open the page and say: Cho tôi xem laptop · Cái thứ 2 · So sánh với cái 4 · Mua cái đầu
  curl -s ${url}/v1/conversations -H 'authorization: Bearer demo' -H 'content-type: application/json' \\
    -d '{"user_id":"lan","conversation_id":"hello"}'
  curl -sN ${url}/v1/conversations/hello/messages -H 'authorization: Bearer demo' -H 'content-type: application/json' \\
    -H 'accept: text/event-stream' -d '{"text":"Tìm laptop dưới 20 triệu"}'

Ctrl-C stops everything; the data stays · Ctrl-C để dừng, dữ liệu vẫn được giữ
`;
}

function complain(what: string, logPath: string): void {
  if (ending.signal.aborted) return;
  console.error(
    `${lastLines(readFileSync(logPath, "utf8"))}\n✗ ${what}. What was answered is kept: run npm start again. All of its words are in ${logPath}.`,
  );
  void stop(1);
}

async function stop(code: number): Promise<void> {
  if (ending.signal.aborted) return;
  ending.abort();
  if (code === 0) console.log("Stopping · Đang dừng");
  for (const undoOne of undo.toReversed()) await undoOne();
  process.exit(code);
}
