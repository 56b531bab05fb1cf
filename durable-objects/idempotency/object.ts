/** Keeps a share of one caller's keys. What decides is in src/idempotency; each verb is one synchronous piece, durable before it answers. */
import { DurableObject } from "cloudflare:workers";
import {
  decideClaim,
  decideCompletion,
  decideRenewal,
  type Claim,
  type Claimed,
  type Ending,
  type KeyStore,
  type Run,
} from "../../src/idempotency/index.ts";
import type { Clock } from "../../src/platform/ports.ts";
import { KeyStorage } from "./storage.ts";

/** Keys that one object keeps; a day has no room for more. */
const mostKeys = 100_000;
const sweepKeys = 1000;
/** An expired key counts as none, so that its row may wait for company. */
const sweepEveryMs = 60 * 60 * 1000;
const nextBatchMs = 1000;

export class IdempotencyObject extends DurableObject<Env> implements KeyStore {
  readonly #keys: KeyStorage;
  readonly #clock: Clock;

  constructor(ctx: DurableObjectState, env: Env, ports: { clock: Clock }) {
    super(ctx, env);
    this.#keys = new KeyStorage(ctx.storage);
    this.#clock = ports.clock;
  }

  async claim(claim: Claim): Promise<Claimed> {
    const now = this.#clock.now();
    const row = this.#keys.find(claim.name);
    const { claimed, write } = decideClaim(row, claim, now);
    if (row && write) this.#keys.update(claim.name, write);
    if (row || !write) return claimed;
    const { count } = this.#keys;
    if (count >= mostKeys) return { kind: "full" };
    this.#keys.insert(claim.name, write);
    if (count === 0) void this.ctx.storage.setAlarm(write.expiresAt + sweepEveryMs);
    return claimed;
  }

  async renew(run: Run): Promise<boolean> {
    const write = decideRenewal(this.#keys.find(run.name), run, this.#clock.now());
    if (write) this.#keys.update(run.name, write);
    return write !== null;
  }

  async complete(run: Run, ending: Ending): Promise<Uint8Array | null> {
    const { keptBefore, write } = decideCompletion(this.#keys.find(run.name), run, ending);
    if (write) this.#keys.update(run.name, write);
    return keptBefore;
  }

  async forget(): Promise<number> {
    const { count } = this.#keys;
    await this.ctx.storage.deleteAlarm();
    await this.#keys.clear();
    return count;
  }

  /** Sweeps, a batch at a time. While there are keys, the alarm is set. */
  override async alarm(): Promise<void> {
    const now = this.#clock.now();
    const { removed, nextExpiry } = this.#keys.removeExpired(now, sweepKeys);
    if (nextExpiry === null) return this.#keys.clear();
    const wait = removed === sweepKeys ? nextBatchMs : Math.max(nextExpiry - now, 0) + sweepEveryMs;
    await this.ctx.storage.setAlarm(now + wait);
  }
}
