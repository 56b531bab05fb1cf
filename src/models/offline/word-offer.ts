/** What an offering costs and whether it is there, in words. Pure. */
import type { Voice } from "./phrases/index.ts";
import type { Offering } from "./results.ts";
import { money } from "./specs.ts";

/** Few enough to be worth a hurry. */
const FEW = 3;

export function priceOf({ price }: Offering, { say, language }: Voice): string {
  return typeof price === "number" ? money(price, language) : say("priceUnknown");
}

export function stockOf({ stock }: Offering, { say }: Voice): string {
  if (stock === 0) return say("soldOut");
  return typeof stock === "number" && stock <= FEW ? say("fewLeft", { stock }) : say("inStock");
}
