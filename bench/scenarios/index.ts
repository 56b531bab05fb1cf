import { cpu } from "./cpu.ts";
import { firstToken } from "./first-token.ts";
import { history } from "./history.ts";
import { load } from "./load.ts";
import { memory } from "./memory.ts";
import type { Scenario } from "./scenario.ts";
import { wire } from "./wire.ts";

export type { Figure, Scenario } from "./scenario.ts";
export { writes } from "./writes.ts";

/** In the order in which they are measured: `memory` and `history` begin processes anew. */
export const timedScenarios: readonly Scenario[] = [firstToken, cpu, load, wire, history, memory];
