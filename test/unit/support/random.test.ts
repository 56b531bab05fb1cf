import { expect, it } from "vitest";
import { seededRandom } from "../../support/random.ts";

const draw = (seed: number) => {
  const random = seededRandom(seed);
  return [
    random.number(),
    random.whole(1, 6),
    random.chance(0.5),
    random.pick(["a", "b", "c"]),
    random.shuffle([1, 2, 3, 4]),
    random.fork().number(),
  ];
};

it("makes the same choices of the same seed, and others of another", () => {
  expect(draw(7)).toEqual(draw(7));
  expect(draw(7)).not.toEqual(draw(8));
});

it("stays within its bounds and loses nothing", () => {
  const random = seededRandom(1);
  const dice = Array.from({ length: 1000 }, () => random.whole(1, 6));
  expect(new Set(dice)).toEqual(new Set([1, 2, 3, 4, 5, 6]));
  expect(random.shuffle([3, 1, 2]).toSorted()).toEqual([1, 2, 3]);
});
