/** A dependency that comes and goes. */
import type { FaultProxy } from "./fault-proxy.ts";
import type { SeededRandom } from "./random.ts";

const meanOutageMs = 1_000;

/**
 * Takes the dependency away for this share of the time, in outages of seeded length.
 * `end` brings it back and gives the share in which it really was away.
 */
export function flap(proxy: FaultProxy, { share, random }: { share: number; random: SeededRandom }): { end(): number } {
  const startedAt = performance.now();
  let away = 0;
  let since: number | null = null;
  let timer: NodeJS.Timeout;
  const bringBack = () => {
    if (since !== null) away += performance.now() - since;
    since = null;
    proxy.set({ kind: "pass" });
  };
  const leave = () => {
    since = performance.now();
    proxy.set({ kind: "down" });
    const outageMs = meanOutageMs * (0.2 + 1.6 * random.number());
    timer = setTimeout(() => {
      bringBack();
      timer = setTimeout(leave, (outageMs * (1 - share)) / share);
    }, outageMs);
  };
  leave();
  return {
    end() {
      clearTimeout(timer);
      bringBack();
      return away / (performance.now() - startedAt);
    },
  };
}
