/** What `npm start` promises to whoever runs it. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { api } from "../../support/client.ts";
import { startStack } from "../../support/stack.ts";
import { processesOf } from "../../support/processes.ts";

let parent: string;
beforeAll(() => {
  parent = mkdtempSync(join(tmpdir(), "edgewise-start-"));
});
afterAll(() => rmSync(parent, { recursive: true, force: true }));

/** Runs the start to its end; `whenReady` is called at the line that says how to stop. */
async function start(env: Record<string, string>, whenReady: (child: ChildProcess) => void = () => undefined) {
  const child = spawn(process.execPath, ["dev/start.ts"], {
    env: { ...process.env, EDGEWISE_POSTGRES_URL: "", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let words = "";
  const hear = (chunk: Buffer) => {
    const ready = words.includes("Ctrl-C");
    words += chunk.toString();
    if (!ready && words.includes("Ctrl-C")) whenReady(child);
  };
  child.stdout.on("data", hear);
  child.stderr.on("data", hear);
  const [code] = await once(child, "close");
  return { code, words };
}

describe("a second start", () => {
  test("has the data of the first; a fresh one has none", async () => {
    const dataFolder = join(parent, "kept");
    const first = await startStack({ dataFolder });
    await api(first.url)("POST", "/v1/conversations", { user_id: "lan", conversation_id: "kept" });
    await first.stop();
    const second = await startStack({ dataFolder });
    expect((await api(second.url)("GET", "/v1/conversations/kept")).status).toBe(200);
    await second.stop();
    const fresh = await startStack({ dataFolder, env: { EDGEWISE_FRESH: "1" } });
    expect((await api(fresh.url)("GET", "/v1/conversations/kept")).status).toBe(404);
    await fresh.stop();
  });

  test("beside a running one is refused in one sentence", async () => {
    const dataFolder = join(parent, "busy");
    const running = await startStack({ dataFolder });
    const { code, words } = await start({ EDGEWISE_DATA: dataFolder, PORT: "0" });
    await running.stop();
    expect(code).toBe(1);
    expect(words).toMatch(/✗ Another Edgewise \(process \d+\) runs on .*: stop it, or start this one with EDGEWISE_DATA=/);
  });
});

describe("the end", () => {
  test.each(["SIGINT", "SIGTERM"] as const)("by %s leaves no process behind", async (signal) => {
    const dataFolder = join(parent, `end-${signal}`);
    let running: number[] = [];
    const { code } = await start({ EDGEWISE_DATA: dataFolder, PORT: "0" }, (child) => {
      running = processesOf(dataFolder);
      child.kill(signal);
    });
    expect(code).toBe(0);
    expect(running.length).toBeGreaterThanOrEqual(3);
    expect(processesOf(dataFolder)).toEqual([]);
  });
});

describe("what stands in the way is told in one sentence with its remedy", () => {
  test("a taken port", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const address = other.address();
    const port = address !== null && typeof address === "object" ? String(address.port) : "";
    const { code, words } = await start({ EDGEWISE_DATA: join(parent, "port"), PORT: port });
    other.close();
    expect(code).toBe(1);
    expect(words).toContain(`✗ Port ${port} is in use by another program: stop that program, or choose another port with PORT=`);
  });

  test("a folder that is another's", async () => {
    const folder = join(parent, "theirs");
    mkdirSync(folder);
    writeFileSync(join(folder, "photo.jpg"), "");
    const { code, words } = await start({ EDGEWISE_DATA: folder, PORT: "0", EDGEWISE_FRESH: "1" });
    expect(code).toBe(1);
    expect(words).toMatch(/✗ The folder .* holds files that Edgewise did not make: .*EDGEWISE_DATA=/);
    expect(readdirSync(folder)).toEqual(["photo.jpg"]);
  });

  test("a database that is broken", async () => {
    const folder = join(parent, "broken");
    mkdirSync(join(folder, "postgres/global"), { recursive: true });
    writeFileSync(join(folder, ".edgewise-data"), "");
    writeFileSync(join(folder, "postgres/PG_VERSION"), "15\n");
    const { code, words } = await start({ EDGEWISE_DATA: folder, PORT: "0" });
    expect(code).toBe(1);
    expect(words).toMatch(/✗ The database in .*postgres cannot be opened \(.*\): start empty with EDGEWISE_FRESH=1 npm start/);
    expect(words).not.toContain("    at ");
  });
});
