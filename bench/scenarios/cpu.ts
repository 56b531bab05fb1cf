import type { Contender } from "../contenders/contender.ts";
import { cpuMicroseconds } from "../process/usage.ts";
import { deliveryMs, pause, repeat, settledMs, warmId, type Scenario } from "./scenario.ts";

const tokens = 200;
const idleMs = 500;
const pacedTurns = 3;
const fullSpeedTurns = 25;
/** The quietest of so many is the idle one: an alarm or a delivery that falls into one of them is not what idling costs. */
const idleWindows = 4;

/** CPU of the server over 200-token turns, what it uses when idle taken off. */
export const cpu: Scenario = {
  name: "cpu",
  figures: {
    paced: { label: "CPU per token, paced at 5 ms", unit: "µs", judged: "ratio", target: { atMost: 1.6 } },
    full: { label: "CPU per token, full speed", unit: "µs", judged: "ratio", target: { atMost: 1 } },
    delivered: { label: "CPU per token, full speed, its delivery to Postgres included", unit: "µs", judged: "ratio", target: null },
  },
  async measure(contender) {
    await pause(settledMs);
    const idlePerMs = Math.min(...(await repeat(idleWindows, () => used(contender, () => pause(idleMs))))) / idleMs;
    const perToken = async (turns: number, paceMs: number, thenMs: number) => {
      const startedAt = performance.now();
      const microseconds = await used(contender, async () => {
        await repeat(turns, () => contender.turn(warmId, { tokens, paceMs }));
        await pause(thenMs);
      });
      return (microseconds - idlePerMs * (performance.now() - startedAt)) / (turns * tokens);
    };
    const full = await perToken(fullSpeedTurns, 0, 0);
    await pause(deliveryMs);
    const delivered = await perToken(fullSpeedTurns, 0, deliveryMs);
    await pause(deliveryMs);
    const paced = await perToken(pacedTurns, 5, 0);
    return { paced, full, delivered };
  },
};

async function used({ pid }: Contender, work: () => Promise<unknown>): Promise<number> {
  const before = cpuMicroseconds(pid);
  await work();
  return cpuMicroseconds(pid) - before;
}
