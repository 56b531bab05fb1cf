/** Contenders whose packages are not the project's: they are installed on demand, each with its own lockfile. */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { agents } from "./agents.ts";
import type { Contender } from "./contender.ts";
import { hasRedis, node } from "./node.ts";
import { bundle } from "./workerd.ts";

const home = join(import.meta.dirname, "../peers");

export interface PeerWishes {
  /** Where bundles are put. */
  folder: string;
  isWanted(name: string): boolean;
  /** A new folder for what a contender keeps. */
  place(name: string): string;
  say(words: string): void;
}

/** Those that can run here, not started; and why others cannot. */
export async function enlistPeers({ folder, isWanted, place, say }: PeerWishes): Promise<{ contenders: Contender[]; notes: string[] }> {
  const contenders: Contender[] = [];
  const notes: string[] = [];
  if (isWanted("agents")) {
    install("agents", say);
    const script = bundle("bench/peers/agents/worker.ts", "agents-bundle", folder, {
      alias: { "cloudflare:email": join(home, "agents/no-mail.ts") },
    });
    contenders.push(await agents({ folder: place("agents"), script, counting: false }));
  }
  if (isWanted("node")) {
    if (hasRedis()) {
      install("node", say);
      contenders.push(await node({ folder: place("node"), script: join(home, "node/server.ts") }));
    } else notes.push("node: left out, because redis-server is not installed (on Debian: apt-get install redis-server).");
  }
  return { contenders, notes };
}

function install(name: string, say: (words: string) => void): void {
  const folder = join(home, name);
  if (existsSync(join(folder, "node_modules/.package-lock.json"))) return;
  say(`installing the packages of ${name}`);
  execFileSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: folder, stdio: "inherit" });
}
