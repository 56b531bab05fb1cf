/** Randomness from a seed: the same seed makes the same choices in the same order. */
export interface SeededRandom {
  /** In [0, 1). */
  number(): number;
  /** A whole number from `least` to `most`, both included. */
  whole(least: number, most: number): number;
  /** True for this share of the calls. */
  chance(share: number): boolean;
  pick<Item>(items: readonly [Item, ...Item[]]): Item;
  shuffle<Item>(items: readonly Item[]): Item[];
  /** A generator of its own, for work that runs beside other work: its choices do not depend on who comes first. */
  fork(): SeededRandom;
}

/** @param seed a whole number below 2³². */
export function seededRandom(seed: number): SeededRandom {
  let state = seed >>> 0;
  // mulberry32: small, fast, and good enough to choose by.
  const bits = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const number = () => bits() / 2 ** 32;
  const whole = (least: number, most: number) => least + Math.floor(number() * (most - least + 1));
  return {
    number,
    whole,
    chance: (share) => number() < share,
    pick: (items) => items[whole(0, items.length - 1)] ?? items[0],
    shuffle(items) {
      const shuffled = [...items];
      for (let last = shuffled.length - 1; last > 0; last--) {
        const other = whole(0, last);
        [shuffled[last], shuffled[other]] = [shuffled[other] as (typeof shuffled)[0], shuffled[last] as (typeof shuffled)[0]];
      }
      return shuffled;
    },
    fork: () => seededRandom(bits()),
  };
}
