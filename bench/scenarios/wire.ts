import { warmId, type Scenario } from "./scenario.ts";

/** Bytes on the connection, heads and framing included. A young conversation: places grow by a digit each time it is ten times as long. */
export const wire: Scenario = {
  name: "wire",
  figures: {
    up: { label: "bytes uploaded per turn, after a long history", unit: "B", judged: "figure", target: { atMost: 1000 } },
    token: { label: "bytes on the wire per further token, paced", unit: "B", judged: "figure", target: { atMost: 64 } },
    whole: { label: "bytes on the wire per token of a 200-token turn, all told", unit: "B", judged: "figure", target: null },
  },
  async measure(contender, run) {
    const { bytesUp } = await contender.turn(warmId, { tokens: 10, paceMs: 0 });
    const id = `wire-${run}`;
    await contender.begin(id, { tokens: 10, paceMs: 0 });
    const long = await contender.turn(id, { tokens: 200, paceMs: 5 });
    const short = await contender.turn(id, { tokens: 100, paceMs: 5 });
    return { up: bytesUp, token: (long.bytesDown - short.bytesDown) / 100, whole: long.bytesDown / 200 };
  },
};
