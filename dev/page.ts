import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { Refusal } from "./refusal.ts";

const root = join(import.meta.dirname, "..");
/** All that the page is made from: its own sources, the contracts that it imports, its packages. */
const sources = ["web", "src", "package-lock.json"];
const record = join(root, "dist/web.sources");

/**
 * Builds the page into dist/web unless its sources are those of the last build.
 * @param signal ends a build that is no longer wanted.
 * Errors: Refusal with Vite's words.
 */
export async function buildPage(signal?: AbortSignal): Promise<void> {
  const fingerprint = fingerprintOf(sources);
  const built = existsSync(join(root, "dist/web/index.html")) && existsSync(record) ? readFileSync(record, "utf8") : undefined;
  if (built === fingerprint) return;
  const vite = ["node_modules/vite/bin/vite.js", "build", "--config", "web/vite.config.ts", "--logLevel", "warn"];
  await promisify(execFile)(process.execPath, vite, { cwd: root, signal }).catch((error: Error & { stderr?: string }) => {
    throw new Refusal(`${error.stderr ?? error.message}\nThe page does not build; Vite's words are above.`);
  });
  writeFileSync(record, fingerprint);
}

function fingerprintOf(paths: string[]): string {
  const hash = createHash("sha256");
  for (const path of paths.flatMap(listFiles))
    hash
      .update(path)
      .update("\0")
      .update(readFileSync(join(root, path)))
      .update("\0");
  return hash.digest("hex");
}

function listFiles(path: string): string[] {
  if (path.includes(".")) return [path];
  return readdirSync(join(root, path), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .toSorted();
}
