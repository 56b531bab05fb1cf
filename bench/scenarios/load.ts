import { quantile } from "../statistics.ts";
import { repeat, type Scenario } from "./scenario.ts";

const asked = { tokens: 50, paceMs: 0 };

/** Many conversations at once, each asking again as soon as it has its answer. */
export const load: Scenario = {
  name: "load",
  figures: {
    turns50: { label: "turns/s, 50 warm conversations at once", unit: "/s", judged: "ratio", target: { atLeast: 0.9 } },
    slowest50: { label: "p95 of a turn, 50 warm at once", unit: "ms", judged: "ratio", target: { atMost: 1.11 } },
    turns200: { label: "turns/s, 200 warm conversations at once", unit: "/s", judged: "ratio", target: { atLeast: 0.9 } },
    slowest200: { label: "p95 of a turn, 200 warm at once", unit: "ms", judged: "ratio", target: { atMost: 1.11 } },
    turnsNew: { label: "turns/s, 200 new conversations at once", unit: "/s", judged: "ratio", target: { atLeast: 0.7 } },
    slowestNew: { label: "p95 of a first turn, 200 new at once", unit: "ms", judged: "ratio", target: { atMost: 1.43 } },
  },
  async prepare(contender) {
    await atOnce(200, 20, async (index) => {
      await contender.create(`load-${index}`);
      await contender.turn(`load-${index}`, asked);
    });
  },
  async measure(contender, run) {
    const turn = (index: number) => contender.turn(`load-${index}`, asked);
    const fifty = await timed(50, 10, turn);
    const twoHundred = await timed(200, 3, turn);
    const fresh = await timed(200, 1, (index) => contender.begin(`new-${run}-${index}`, asked));
    return {
      turns50: fifty.perSecond,
      slowest50: fifty.p95,
      turns200: twoHundred.perSecond,
      slowest200: twoHundred.p95,
      turnsNew: fresh.perSecond,
      slowestNew: fresh.p95,
    };
  },
};

async function timed(conversations: number, rounds: number, work: (index: number) => Promise<unknown>) {
  const latencies: number[] = [];
  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: conversations }, (_, index) =>
      repeat(rounds, async () => {
        const askedAt = performance.now();
        await work(index);
        latencies.push(performance.now() - askedAt);
      }),
    ),
  );
  const seconds = (performance.now() - startedAt) / 1000;
  return {
    perSecond: latencies.length / seconds,
    p95: quantile(
      latencies.toSorted((a, b) => a - b),
      0.95,
    ),
  };
}

/** Does `work` for each of so many, a few at a time. */
export async function atOnce(count: number, width: number, work: (index: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: width }, lane));
}
