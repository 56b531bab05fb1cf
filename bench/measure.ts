/** Runs scenarios over contenders: in every run each scenario meets all of them, so that noise hits all alike. */
import type { Contender } from "./contenders/contender.ts";
import type { Figure, Scenario } from "./scenarios/index.ts";
import { repeat, warmId } from "./scenarios/scenario.ts";
import { median, spreadOf, type Spread } from "./statistics.ts";

export interface Measured {
  scenario: string;
  figure: string;
  label: string;
  unit: string;
  judged: Figure["judged"];
  target: Figure["target"];
  contenders: Record<string, Told>;
}

/** A contender's figure over all runs, and its ratio to the floor of the same run. */
export interface Told {
  value: Spread;
  ratio: Spread | null;
  samples: number[];
}

const warmUpTurns = 300;
const floorName = "floor";

/** Starts a contender and lets the runtime compile what it will run. */
export async function warmUp(contender: Contender): Promise<void> {
  await contender.start();
  await contender.create(warmId);
  await repeat(warmUpTurns, () => contender.turn(warmId, { tokens: 50, paceMs: 0 }));
}

/** Errors: what a contender throws; nothing is told of a benchmark that broke. */
export async function measure(
  scenarios: readonly Scenario[],
  contenders: readonly Contender[],
  runs: number,
  say: (words: string) => void,
  afterRun: (soFar: Measured[]) => void = () => undefined,
): Promise<Measured[]> {
  const samples = new Map<string, number[]>();
  for (const scenario of scenarios) {
    for (const contender of contenders) await scenario.prepare?.(contender);
  }
  for (let run = 0; run < runs; run++) {
    for (const scenario of scenarios) {
      say(`run ${run + 1} of ${runs}: ${scenario.name}`);
      for (const [key, value] of await runOnce(scenario, contenders, run)) samples.set(key, [...(samples.get(key) ?? []), value]);
    }
    afterRun(scenarios.flatMap((scenario) => tell(scenario, contenders, samples)));
  }
  return scenarios.flatMap((scenario) => tell(scenario, contenders, samples));
}

/** One run of a scenario by all contenders, part by part. */
async function runOnce(scenario: Scenario, contenders: readonly Contender[], run: number): Promise<Map<string, number>> {
  const values = new Map<string, number[]>();
  for (let part = 0; part < (scenario.parts ?? 1); part++) {
    // Another one begins each time: nobody always comes after the same neighbour.
    for (let place = 0; place < contenders.length; place++) {
      const contender = contenders[(place + part + run) % contenders.length];
      if (!contender) continue;
      for (const [figure, value] of Object.entries(await scenario.measure(contender, `${run}-${part}`))) {
        const key = keyOf(scenario.name, figure, contender.name);
        if (value !== null) values.set(key, [...(values.get(key) ?? []), value]);
      }
    }
  }
  return new Map([...values].map(([key, ofParts]) => [key, median(ofParts)]));
}

function tell(scenario: Scenario, contenders: readonly Contender[], samples: ReadonlyMap<string, number[]>): Measured[] {
  return Object.entries(scenario.figures).map(([figure, description]) => {
    const floor = samples.get(keyOf(scenario.name, figure, floorName));
    const told = contenders.flatMap(({ name }) => {
      const own = samples.get(keyOf(scenario.name, figure, name));
      return own ? [[name, { value: spreadOf(own), ratio: ratioOf(own, floor), samples: own }] as const] : [];
    });
    return { scenario: scenario.name, figure, ...description, contenders: Object.fromEntries(told) };
  });
}

function ratioOf(own: readonly number[], floor: readonly number[] | undefined): Spread | null {
  const ratios = own.flatMap((value, run) => (floor?.[run] ? [value / floor[run]] : []));
  return ratios.length === 0 ? null : spreadOf(ratios);
}

const keyOf = (...parts: string[]) => JSON.stringify(parts);
