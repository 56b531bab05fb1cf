/** Who takes part: builds the bundles, starts the stand-ins, gives each contender its folder. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { launchStandIns, type StandIns } from "../../dev/stand-ins/launch.ts";
import { moveToLoadCore } from "../process/cores.ts";
import type { Contender } from "./contender.ts";
import { edgewise } from "./edgewise.ts";
import { floor } from "./floor.ts";
import { enlistPeers } from "./peers.ts";
import { bundle } from "./workerd.ts";

export interface Wanted {
  /** Everything is kept in it. */
  folder: string;
  /** Whether those take part whose packages have to be installed. */
  peers: boolean;
  isWanted(name: string): boolean;
  say(words: string): void;
}

export interface Enlisted {
  notes: string[];
  /** Contenders for what is timed; not started. */
  timed(): Promise<Contender[]>;
  /** Contenders that count their rows; not started. */
  counting(): Promise<Contender[]>;
  /** Ends everything that was started. */
  stop(): Promise<void>;
}

const floors = ["floor", "floor-sql", "floor-sql-best"] as const;

export async function enlist({ folder, peers, isWanted, say }: Wanted): Promise<Enlisted> {
  const notes: string[] = [];
  const started: Contender[] = [];
  say("building the Workers, starting Postgres and Redis");
  const scripts = {
    floor: bundle("bench/workers/floor.ts", "floor-bundle", folder),
    edgewise: bundle("bench/workers/edgewise.ts", "edgewise-bundle", folder),
    queue: bundle("bench/workers/queue.ts", "queue-bundle", folder),
  };
  const standIns: StandIns = launchStandIns(newFolder(folder, "stand-ins"));
  const endpoints = await standIns.endpoints;
  if (standIns.process.pid !== undefined) moveToLoadCore(standIns.process.pid);
  const own = async (counting: boolean): Promise<Contender[]> => {
    const place = (name: string) => newFolder(folder, counting ? `${name}-counting` : name);
    const contenders: Contender[] = [];
    for (const name of floors)
      if (isWanted(name)) contenders.push(await floor(name, { folder: place(name), script: scripts.floor, counting }));
    const { queue: queueScript, edgewise: script } = scripts;
    if (isWanted("edgewise")) contenders.push(await edgewise({ folder: place("edgewise"), script, queueScript, counting, endpoints }));
    started.push(...contenders);
    return contenders;
  };
  return {
    notes,
    timed: async () => {
      const contenders = await own(false);
      if (peers) {
        const guests = await enlistPeers({ folder, isWanted, place: (name) => newFolder(folder, name), say });
        started.push(...guests.contenders);
        contenders.push(...guests.contenders);
        notes.push(...guests.notes);
      }
      for (const { name, notes: words } of contenders) notes.push(...words.map((note) => `${name}: ${note}`));
      return contenders;
    },
    counting: () => own(true),
    stop: async () => {
      await Promise.all(started.map((contender) => contender.stop()));
      await standIns.stop();
    },
  };
}

function newFolder(parent: string, name: string): string {
  const path = join(parent, name);
  mkdirSync(path, { recursive: true });
  return path;
}
