/** Whatever is done to a conversation, in whatever order, it is what a simple model of it says. Sizes: docs/proofs.md, proof 25. */
import { env } from "cloudflare:workers";
import fc from "fast-check";
import { expect, it } from "vitest";
import { z } from "zod";
import { commands } from "../../support/walk-commands.ts";
import { Walk, type Step } from "../../support/walk.ts";

const sizeSchema = z.object({ steps: z.number().int(), seed: z.number().int() });
const size = env.EDGEWISE_WALKS ? sizeSchema.parse(JSON.parse(env.EDGEWISE_WALKS)) : { steps: 300, seed: Date.now() % 2 ** 31 };
const longestWalk = 80;
/** Walks of one round, of which each has a seed of its own. */
const walksOfRound = 50;
/** What shrinking a walk that went wrong may take. */
const longestShrinkingMs = 60_000;

/** How often each command is chosen, where not once in a while. */
const weights: Record<string, number> = { send: 6, say: 5, tool: 4, finish: 5, attach: 3, retry: 3, edit: 2, kill: 2, release: 1 };
const names = Object.keys(commands).flatMap((name) => Array.from({ length: weights[name] ?? 2 }, () => name));
const step: fc.Arbitrary<Step> = fc.tuple(fc.constantFrom(...names), fc.nat({ max: 999 }));
const walks = fc.tuple(fc.nat({ max: 4 }), fc.array(step, { minLength: 1, maxLength: longestWalk, size: "max" }));

const kept = import.meta.glob<[number, Step[]]>("../../../fixtures/walks/*.json", { eager: true, import: "default" });

async function go(bot: number, steps: readonly Step[]): Promise<number> {
  const walk = new Walk(bot);
  let taken = 0;
  try {
    await walk.begin();
    for (const one of steps) if (await walk.take(one)) taken += 1;
    await walk.finish();
  } catch (error) {
    await walk.leave().catch(() => undefined);
    throw error;
  }
  await walk.leave();
  return taken;
}

it.for(Object.entries(kept))("%s goes well now", async ([, [bot, steps]]) => {
  expect(await go(bot, steps)).toBeGreaterThan(0);
});

it("a conversation is what its model says, after every step of every walk", { timeout: 6 * 3_600_000 }, async ({ task }) => {
  let [taken, number, failedAt] = [0, 0, Infinity];
  let first = "";
  const property = fc.asyncProperty(walks, async ([bot, steps]) => {
    const isShrinking = failedAt < Infinity;
    // One walk at a time, so none is broken off: what is left out counts as gone well.
    if (isShrinking ? Date.now() > failedAt + longestShrinkingMs : taken >= size.steps) return;
    try {
      taken += await go(bot, steps);
    } catch (error) {
      first ||= String(error);
      failedAt = Math.min(failedAt, Date.now());
      throw error;
    }
    number += 1;
  });
  for (let { seed } = size; taken < size.steps; seed++) {
    const { failed, counterexample, errorInstance } = await fc.check(property, { seed, numRuns: walksOfRound });
    const failing = counterexample?.[0] ?? null;
    Object.assign(task.meta, { walks: { seed, walks: number, steps: taken, failing } });
    const what = `Seed ${seed}: ${first} Shrunk to ${JSON.stringify(failing)}: ${String(errorInstance)}`;
    if (failed) throw new Error(what, { cause: errorInstance });
  }
  expect(taken).toBeGreaterThanOrEqual(size.steps);
});

declare global {
  interface ImportMeta {
    /** Vite's: the modules that match, by path. */
    glob<Module>(pattern: string, options: { eager: true; import: string }): Record<string, Module>;
  }
  // The way to name a binding to the types that `wrangler types` generates.
  namespace Cloudflare {
    interface Env {
      /** How far to walk, and by which seed, as JSON; empty for a short way. */
      EDGEWISE_WALKS: string;
    }
  }
}
