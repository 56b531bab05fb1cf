export { isFinal, keptHeaders, MOST_KEPT, readAnswer, writeAnswer, type KeptAnswer } from "./answer.ts";
export { decideClaim, decideCompletion, decideRenewal, RENEW_MS, type KeyRow } from "./decide.ts";
export { fingerprintOf, idFromSeed, keyForm, keyName, storeNameOf, storeNameOfUser } from "./key.ts";
export type * from "./port.ts";
export { seal, secretFrom, unseal } from "./seal.ts";
