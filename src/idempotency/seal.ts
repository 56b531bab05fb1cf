/**
 * Kept answers are unreadable in the store: an answer may hold a new API key. Their secret is made of the installation's own
 * and of the Idempotency-Key, which the store does not know.
 */
import { secretFrom as secretOf } from "../platform/seal.ts";

export { seal, unseal } from "../platform/seal.ts";

/** 32 bytes, the same for the same names; nobody makes them without the installation's secret. */
export const secretFrom = (installation: string, names: readonly string[]): Promise<Uint8Array<ArrayBuffer>> =>
  secretOf(installation, ["edgewise:idempotency", ...names]);
