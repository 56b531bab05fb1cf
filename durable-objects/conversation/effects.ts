/** The ledger of the conversation's effects, on disk: an effect happens at most once by its key (architecture, law 7). */
import type { EffectLedger } from "../../src/agents/index.ts";
import type { ToolResult } from "../../src/tools/index.ts";
import type { ConversationStorage } from "./storage.ts";

/** A write that was begun, and what has come of it; null: not known to have ended. */
interface KnownEffect {
  result: ToolResult | null;
}

/** @param checkpoint puts on disk what the turn has said so far, along with what is begun. */
export function effectLedger(storage: ConversationStorage, checkpoint: () => void): EffectLedger {
  const save = (key: string, effect: KnownEffect) =>
    storage.write(
      "INSERT INTO effects (key, data) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET data = excluded.data",
      key,
      JSON.stringify(effect),
    );
  return {
    async begin(key) {
      const known = read(storage, key);
      if (known) return known.result === null ? { kind: "uncertain" } : { kind: "done", result: known.result };
      save(key, { result: null });
      checkpoint();
      await storage.sync();
      return { kind: "fresh" };
    },
    end: (key, result) => save(key, { result }),
    forget: (key) => storage.write("DELETE FROM effects WHERE key = ?", key),
    recorded: (key) => read(storage, key)?.result ?? null,
  };
}

/** Effects of one page: a result holds some 60,000 characters at the most, an RPC answer 32 MB. */
const pageEffects = 200;

/** A page of the ledger, for a fork to answer from: the keys behind this one, in their order. */
export function effectsAfter(storage: ConversationStorage, key: string): { effects: [key: string, data: string][]; next: string | null } {
  const rows = storage.read("SELECT key, data FROM effects WHERE key > ? ORDER BY key LIMIT ?", key, String(pageEffects));
  const effects = rows.map(([own = "", data = ""]): [string, string] => [own, data]);
  return { effects, next: effects.length === pageEffects ? (effects.at(-1)?.[0] ?? null) : null };
}

export function adoptEffects(storage: ConversationStorage, effects: readonly [key: string, data: string][]): void {
  for (const [key, data] of effects) storage.write("INSERT OR REPLACE INTO effects (key, data) VALUES (?, ?)", key, data);
}

function read(storage: ConversationStorage, key: string): KnownEffect | null {
  const data = storage.read("SELECT data FROM effects WHERE key = ?", key)[0]?.[0];
  // Only this file writes these rows.
  return data === undefined ? null : (JSON.parse(data) as KnownEffect);
}
