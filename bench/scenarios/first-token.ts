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
    fresh: { label: "first token, new conversation, its creation included", unit: "ms", judged: "ratio", target: { atMost: 1.6 } },
    freshTurn: { label: "first token, new conversation, from its first message", unit: "ms", judged: "ratio", target: null },
  },
  async measure(contender, run) {
    const warm = await repeat(turns, () => contender.turn(warmId, asked));
    const fresh = await repeat(turns, async (index) => {
      const id = `fresh-${run}-${index}`;
      const startedAt = performance.now();
      await contender.create(id);
      const createdMs = performance.now() - startedAt;
      const token = firstTokenOf(await contender.turn(id, asked));
      return { whole: createdMs + token, token };
    });
    return {
      warm: median(warm.map(firstTokenOf)),
      fresh: median(fresh.map(({ whole }) => whole)),
      freshTurn: median(fresh.map(({ token }) => token)),
    };
  },
};
