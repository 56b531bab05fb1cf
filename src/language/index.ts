export { asksSomething } from "./asks.ts";
export { detectLanguage } from "./detect.ts";
export { fold, foldForMeaning, terms } from "./fold.ts";
export { around, findMoney, parseMoney, takeMoney, type MoneyRange } from "./money.ts";
export { findPointer, findPointers, type Superlative } from "./position.ts";
