/** What models cost, as data. Prices change: an operator's own go into the variable MODEL_PRICES. */
import { z } from "zod";

const price = z.strictObject({
  input: z.number().nonnegative(),
  output: z.number().nonnegative(),
  /** Input that the provider had cached. */
  cached: z.number().nonnegative(),
});

/** US dollars per million tokens. */
export type ModelPrice = z.infer<typeof price>;

/** `{"provider:model": {"input": …, "output": …, "cached": …}}`; `provider:*` stands for all of a provider's models. */
export const pricesSchema = z.record(z.string().regex(/^[a-z-]+:.+$/, "name it provider:model"), price);

export type ModelPrices = Readonly<z.infer<typeof pricesSchema>>;

const free: ModelPrice = { input: 0, output: 0, cached: 0 };

/** Models that are paid by the machine they run on. Of a provider that bills by tokens, none is known here: its list is the truth. */
const known: ModelPrices = { "offline:*": free, "ollama:*": free };

/** The price of a `provider:model`; an operator's own comes first. Null where nobody has named one. */
export function priceOf(name: string, own: ModelPrices = {}): ModelPrice | null {
  const provider = `${name.slice(0, name.indexOf(":"))}:*`;
  for (const prices of [own, known]) {
    for (const key of [name, provider]) if (Object.hasOwn(prices, key)) return prices[key] ?? null;
  }
  return null;
}

interface Tokens {
  inputTokens: number;
  cachedInputTokens: number;
  outputTokens: number;
}

/** US dollars. Thoughts are output, and what was cached is part of the input. */
export function costOf({ inputTokens, cachedInputTokens, outputTokens }: Tokens, { input, output, cached }: ModelPrice): number {
  const fresh = Math.max(0, inputTokens - cachedInputTokens);
  return (fresh * input + cachedInputTokens * cached + outputTokens * output) / 1_000_000;
}
