import type { Contender } from "../contenders/contender.ts";
import { median } from "../statistics.ts";
import { firstTokenOf, pause, repeat, settledMs, type Scenario } from "./scenario.ts";

const asked = { tokens: 50, paceMs: 0 };
const longOnes = 3;
const samples = 10;

const longId = (index: number) => `long-${index}`;

/** What a long history costs: 1,000 messages behind a conversation against 10, in memory and after its eviction. */
export const history: Scenario = {
  name: "history",
  figures: {
    first: { label: "first token with 1,000 messages against 10", unit: "×", judged: "figure", target: { atMost: 1.15 } },
    whole: { label: "whole turn with 1,000 messages against 10", unit: "×", judged: "figure", target: { atMost: 1.15 } },
    evictedFirst: { label: "first token after eviction, 1,000 messages", unit: "ms", judged: "ratio", target: { atMost: 2.4 } },
    evictedWhole: { label: "whole turn after eviction, 1,000 messages", unit: "ms", judged: "ratio", target: null },
  },
  async prepare(contender) {
    await Promise.all(Array.from({ length: longOnes }, (_, index) => contender.fill(longId(index), 1000)));
  },
  async measure(contender, run) {
    const evicted = await afterEviction(contender);
    const short = `short-${run}`;
    await contender.fill(short, 10);
    const warm = { long: [] as Timed[], short: [] as Timed[] };
    for (let sample = 0; sample < samples; sample++) {
      warm.long.push(timedOf(await contender.turn(longId(0), asked)));
      warm.short.push(timedOf(await contender.turn(short, asked)));
    }
    const medianOf = (turns: readonly Timed[], what: keyof Timed) => median(turns.map((turn) => turn[what]));
    return {
      first: medianOf(warm.long, "first") / medianOf(warm.short, "first"),
      whole: medianOf(warm.long, "whole") / medianOf(warm.short, "whole"),
      evictedFirst: medianOf(evicted, "first"),
      evictedWhole: medianOf(evicted, "whole"),
    };
  },
};

interface Timed {
  first: number;
  whole: number;
}

const timedOf = (turn: { firstTokenMs: number | null; wholeMs: number }): Timed => ({ first: firstTokenOf(turn), whole: turn.wholeMs });

/**
 * The process is begun anew, its code warmed by another conversation, and what all had to deliver from before is delivered: what is
 * left to measure is the conversation's own wake.
 */
async function afterEviction(contender: Contender): Promise<Timed[]> {
  await contender.restart();
  await contender.create("other");
  await repeat(100, () => contender.turn("other", asked));
  await pause(settledMs);
  return repeat(longOnes, async (index) => timedOf(await contender.turn(longId(index), asked)));
}
