import { median } from "../statistics.ts";
import { firstTokenOf, repeat, warmId, type Scenario } from "./scenario.ts";

const turns = 4;
const parts = 15;
const asked = { tokens: 50, paceMs: 0 };

export const firstToken: Scenario = {
  name: "first-token",
  parts,
  figures: {
    warm: { label: "first token, warm", unit: "ms", judged: "ratio", target: { atMost: 2.4 } },
    fresh: { label: "first token, new conversation that begins with its message", unit: "ms", judged: "ratio", target: { atMost: 1.6 } },
    created: { label: "first token, made and greeted by a request of its own before", unit: "ms", judged: "ratio", target: null },
  },
  async measure(contender, run) {
    const warm = await repeat(turns, () => contender.turn(warmId, asked));
    const fresh = await repeat(turns, (index) => contender.begin(`fresh-${run}-${index}`, asked));
    const created = await repeat(turns, async (index) => {
      const id = `created-${run}-${index}`;
      const startedAt = performance.now();
      await contender.create(id);
      return performance.now() - startedAt + firstTokenOf(await contender.turn(id, asked));
    });
    return { warm: median(warm.map(firstTokenOf)), fresh: median(fresh.map(firstTokenOf)), created: median(created) };
  },
};
