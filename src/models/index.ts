export { classifyFailure } from "./errors.ts";
export { filesOfAnswers } from "./files.ts";
export type { Models } from "./port.ts";
export { costOf, priceOfAnswers, type ModelPrice } from "./prices.ts";
export { createModels } from "./registry.ts";
export { streamWithRetry } from "./retry.ts";
