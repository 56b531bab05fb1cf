import { decideClaim, decideCompletion, decideRenewal, type KeyRow, type KeyStores } from "../../src/idempotency/index.ts";
import type { Clock } from "../../src/platform/ports.ts";

/** Keys in memory, as the object keeps them. `rows` is by store and name. */
export function fakeIdempotency(clock: Clock): { find: KeyStores; rows: Map<string, KeyRow> } {
  const rows = new Map<string, KeyRow>();
  const find: KeyStores = (store) => {
    const at = (name: string) => JSON.stringify([store, name]);
    const write = (name: string, row: KeyRow | null) => void (row && rows.set(at(name), row));
    return {
      claim: async (claim) => {
        const decision = decideClaim(rows.get(at(claim.name)) ?? null, claim, clock.now());
        write(claim.name, decision.write);
        return decision.claimed;
      },
      renew: async (run) => {
        const renewed = decideRenewal(rows.get(at(run.name)) ?? null, run, clock.now());
        write(run.name, renewed);
        return renewed !== null;
      },
      complete: async (run, ending) => {
        const decision = decideCompletion(rows.get(at(run.name)) ?? null, run, ending);
        write(run.name, decision.write);
        return decision.keptBefore;
      },
      forget: async () => {
        const own = [...rows.keys()].filter((key) => JSON.parse(key)[0] === store);
        for (const key of own) rows.delete(key);
        return own.length;
      },
    };
  };
  return { find, rows };
}
