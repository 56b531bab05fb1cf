export { asksSomething } from "./asks.ts";
export { readCount } from "./count.ts";
export { readDay, readYear } from "./date.ts";
export { detectLanguage } from "./detect.ts";
export { fold, foldForMeaning, terms } from "./fold.ts";
export { around, findMoney, parseMoney, readMoney, takeMoney, type MoneyRange } from "./money.ts";
export { findPointer, findPointers, type Superlative } from "./position.ts";
export { readWish } from "./wish.ts";
export { readMonths, readYearlyRate } from "./term.ts";
