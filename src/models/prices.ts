/** What models cost. Prices change, so those of providers that bill by tokens are the operator's to name: MODEL_PRICES. */
import type { Settings } from "../platform/settings.ts";
import { modelName } from "./registry.ts";

type ModelPrices = NonNullable<Settings["MODEL_PRICES"]>;

/** US dollars per million tokens; `cached` is input that the provider had cached. */
export type ModelPrice = ModelPrices[string];

const free: ModelPrice = { input: 0, output: 0, cached: 0 };

/** Models that cost what the machine costs on which they run. */
const known: ModelPrices = { "offline:*": free, "ollama:*": free };

/** The price of the model that generates answers; null where nobody has named one. */
export function priceOfAnswers(settings: Settings): ModelPrice | null {
  const name = modelName(settings, "generate");
  const all = `${name.slice(0, name.indexOf(":"))}:*`;
  for (const prices of [settings.MODEL_PRICES ?? {}, known]) {
    for (const key of [name, all]) if (Object.hasOwn(prices, key)) return prices[key] ?? null;
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
