/** A promise with a number, as a test: sized, seeded, and with figures (docs/proofs.md). */
import { appendFileSync } from "node:fs";
import { randomInt } from "node:crypto";
import { it } from "vitest";
import { figureTable, type Shown } from "./figures.ts";
import { seededRandom, type SeededRandom } from "./random.ts";

export interface Proof {
  /** Whether this is the full run of `npm run prove`, and not CI's share of it. */
  full: boolean;
  /** How much of something this run takes. */
  size(sizes: { ci: number; full: number }): number;
  seed: number;
  random: SeededRandom;
  /** What the run has counted and measured, by name; printed whether the promise held or not. */
  figures: Record<string, string | number>;
}

const full = process.env["EDGEWISE_PROVE"] === "full";
const timeoutMs = full ? 6 * 3_600_000 : 240_000;

/**
 * Declares a proof. `run` throws where the promise is broken.
 * `EDGEWISE_PROVE=full` chooses the size, `EDGEWISE_SEED` the seed; `EDGEWISE_FIGURES` names a file that gathers figures in place of the console.
 */
export function proof(number: number, promise: string, run: (proof: Proof) => Promise<void>): void {
  it(`${number}. ${promise}`, { timeout: timeoutMs }, async ({ expect }) => {
    const seed = Number(process.env["EDGEWISE_SEED"] || randomInt(2 ** 31));
    const figures: Proof["figures"] = {};
    const startedAt = performance.now();
    const tell = (held: boolean) =>
      publish({ proof: number, promise, held, size: full ? "full" : "ci", seed, seconds: (performance.now() - startedAt) / 1000, figures });
    try {
      await run({ full, size: (sizes) => (full ? sizes.full : sizes.ci), seed, random: seededRandom(seed), figures });
    } catch (error) {
      tell(false);
      const reason = error instanceof Error ? error.message : String(error);
      const again = `EDGEWISE_SEED=${seed} ${full ? `npm run prove -- ${number}` : `npm test -- ${fileOf(expect.getState().testPath)}`}`;
      throw new Error(`Proof ${number} is broken. Run it again with: ${again}\n${reason}`, { cause: error });
    }
    tell(true);
  });
}

function publish(shown: Shown): void {
  const file = process.env["EDGEWISE_FIGURES"];
  if (file) appendFileSync(file, `${JSON.stringify(shown)}\n`);
  else console.log(figureTable([shown]));
}

function fileOf(path: string | undefined): string {
  return path?.slice(path.lastIndexOf("/test/") + 1) ?? "";
}
