import { canCountCommits, countSyncs } from "../process/commits.ts";
import { median } from "../statistics.ts";
import { pause, repeat, type Scenario } from "./scenario.ts";

const turns = 3;
/** What follows an answer (its alarm, the queue's delivery, the acknowledgement of Postgres) belongs to its turn. */
const settledMs = 3000;

/**
 * Rows and commits; of contenders in their counting form, apart from all that is timed. An alarm that is set counts as one row,
 * every `fdatasync` of the server as one commit. Turns come one by one, so that none shares the work of another.
 */
export const writes: Scenario = {
  name: "writes",
  figures: {
    create: { label: "rows to create a conversation", unit: "", judged: "figure", target: { atMost: 12 } },
    rows: { label: "rows per 200-token turn, full speed", unit: "", judged: "figure", target: { atMost: 6 } },
    pacedRows: { label: "rows per 200-token turn, paced at 5 ms", unit: "", judged: "figure", target: { atMost: 6 } },
    commits: { label: "commits per 200-token turn, full speed", unit: "", judged: "figure", target: { atMost: 4 } },
    pacedCommits: { label: "commits per 200-token turn, paced at 5 ms", unit: "", judged: "figure", target: { atMost: 4 } },
  },
  async measure(contender, run) {
    const id = `written-${run}`;
    const settled = async (work: () => Promise<unknown>) => {
      await work();
      await pause(settledMs);
    };
    const rowsOf = async (work: () => Promise<unknown>) => {
      const before = await contender.rows();
      await settled(work);
      return (await contender.rows()) - before;
    };
    const turn = (paceMs: number) => () => contender.turn(id, { tokens: 200, paceMs });
    const create = await rowsOf(() => contender.create(id));
    const rows = median(await repeat(turns, () => rowsOf(turn(0))));
    const pacedRows = median(await repeat(turns, () => rowsOf(turn(5))));
    const commitsOf = (paceMs: number) => countSyncs(contender.pid, () => settled(turn(paceMs)));
    const commits = canCountCommits ? median(await repeat(turns, () => commitsOf(0))) : null;
    const pacedCommits = canCountCommits ? median(await repeat(turns, () => commitsOf(5))) : null;
    return { create, rows, pacedRows, commits, pacedCommits };
  },
};
