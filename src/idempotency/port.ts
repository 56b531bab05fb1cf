/** The store of `Idempotency-Key`s as routes see it (contracts.md §0). */

/** A request that carries a key. */
export interface Claim {
  /** The key's own name: its hash, never the key itself. */
  name: string;
  /** What is asked: the same key with another fingerprint is a mistake. */
  fingerprint: string;
  /** Of what ids are made, unless an earlier claim of this key has brought its own. */
  seed: string;
  /** Who is about to run it. */
  runner: string;
  /** Whether it may run beside another one that runs: its ids make both the same effect. */
  joins: boolean;
}

export type Claimed =
  /** Run it; `again` where an earlier request has bound the key. */
  | { kind: "run"; seed: string; again: boolean }
  /** It has ended. Without an answer, the same ids make the same one again. */
  | { kind: "done"; seed: string; answer: Uint8Array | null }
  | { kind: "running" }
  | { kind: "reused" }
  /** This caller has more keys than are kept. */
  | { kind: "full" };

/** Which run of which claim speaks. */
export interface Run {
  name: string;
  seed: string;
  runner: string;
}

/** How a run ended: with what is kept, with what its ids make again, or so that it may be tried again. */
export type Ending = { kind: "answered"; answer: Uint8Array } | { kind: "made" } | { kind: "open" };

export interface KeyStore {
  claim(claim: Claim): Promise<Claimed>;
  /** False when another run has taken over, or it has ended. */
  renew(run: Run): Promise<boolean>;
  /** Gives the kept answer of a run that ended first, if another one did. */
  complete(run: Run, ending: Ending): Promise<Uint8Array | null>;
  /** Erases all keys of this store; how many there were. */
  forget(): Promise<number>;
}

/** Finds the store that keeps a caller's key, by the name of `storeNameOf`. */
export type KeyStores = (storeName: string) => KeyStore;
