import { residentKilobytes } from "../process/usage.ts";
import { atOnce } from "./load.ts";
import { repeat, type Scenario } from "./scenario.ts";

const conversations = 500;
const asked = { tokens: 10, paceMs: 0 };

/** How much a process grows when it touches conversations, each made and spoken to once. */
export const memory: Scenario = {
  name: "memory",
  figures: { each: { label: "memory per conversation touched", unit: "kB", judged: "ratio", target: { atMost: 1.3 } } },
  async measure(contender, run) {
    await contender.restart();
    await contender.create(`first-${run}`);
    await repeat(100, () => contender.turn(`first-${run}`, asked));
    const before = residentKilobytes(contender.pid);
    await atOnce(conversations, 10, (index) => contender.begin(`touched-${run}-${index}`, asked));
    return { each: (residentKilobytes(contender.pid) - before) / conversations };
  },
};
