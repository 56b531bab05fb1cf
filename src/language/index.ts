export { detectLanguage, type Detected } from "./detect.ts";
export { fold, foldForMeaning, terms } from "./fold.ts";
export { around, findMoney, parseMoney, type MoneyFound, type MoneyRange } from "./money.ts";
export { findPointer, findPointers, type Pointer, type Superlative } from "./position.ts";
