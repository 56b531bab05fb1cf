import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Refusal } from "./refusal.ts";

/** Its presence says that the folder is ours to write in and to empty. */
const marker = ".edgewise-data";
const lock = "lock";
/** What a run leaves in a folder that was removed while it ran. */
const leftovers = new Set(["wrangler-logs", "wrangler", "runtime.log", "stand-ins.log", "shop.json", "processes.json"]);

export interface DataFolder {
  path: string;
  /** Lets the next start have it. */
  release(): void;
}

/**
 * Takes a folder for the local run: makes it, or takes up one that an earlier run made.
 * @param fresh empties it first; only ever a folder that carries our marker.
 * Errors: Refusal for a folder that is another's, in use, or that cannot be written.
 */
export function claimDataFolder(folder: string, fresh: boolean): DataFolder {
  const path = resolve(folder);
  const place = `the data folder ${path}`;
  try {
    prepare(path);
    takeLock(path);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal(`Edgewise cannot write in ${place} (${codeOf(error)}): make it yours, or name another with EDGEWISE_DATA=<folder>.`);
  }
  if (fresh) empty(path);
  return { path, release: () => rmSync(join(path, lock), { force: true }) };
}

/** The secret that signs visitor tokens here: made once, so that tokens outlive a restart. */
export function readVisitorTokenSecret(folder: DataFolder): string {
  const path = join(folder.path, "visitor-token-secret");
  if (!existsSync(path)) writeFileSync(path, randomBytes(48).toString("base64url"), { mode: 0o600 });
  return readFileSync(path, "utf8").trim();
}

function prepare(path: string): void {
  if (existsSync(path) && !statSync(path).isDirectory()) {
    throw new Refusal(`EDGEWISE_DATA names ${path}, which is a file: name a folder, or remove the file.`);
  }
  mkdirSync(path, { recursive: true });
  if (existsSync(join(path, marker))) return;
  // The runtime may write its log once more into a folder that was removed under it.
  if (readdirSync(path).some((entry) => !leftovers.has(entry))) {
    throw new Refusal(`The folder ${path} holds files that Edgewise did not make: name an empty or a new one with EDGEWISE_DATA=<folder>.`);
  }
  writeFileSync(join(path, marker), "Data of a local Edgewise, made by `npm start`. It is safe to delete this folder when nothing runs.\n");
}

function takeLock(path: string): void {
  const file = join(path, lock);
  const holder = existsSync(file) ? Number(readFileSync(file, "utf8")) : 0;
  if (isRunning(holder)) {
    throw new Refusal(
      `Another Edgewise (process ${holder}) runs on ${path}: stop it, or start this one with EDGEWISE_DATA=<another folder> PORT=<another port>.`,
    );
  }
  // What a killed start left behind.
  rmSync(file, { force: true });
  writeFileSync(file, String(process.pid), { flag: "wx" });
}

function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === "EPERM";
  }
}

function empty(path: string): void {
  for (const entry of readdirSync(path))
    if (entry !== marker && entry !== lock) rmSync(join(path, entry), { recursive: true, force: true });
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}
