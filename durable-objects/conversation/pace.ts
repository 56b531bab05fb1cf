/** How fast one client may send: so many at once, then so many a second. Pure but for its own count. */
export class Pace {
  readonly #burst: number;
  readonly #perSecond: number;
  #left: number;
  #at: number;

  constructor(burst: number, perSecond: number, now: number) {
    this.#burst = burst;
    this.#perSecond = perSecond;
    this.#left = burst;
    this.#at = now;
  }

  /** Whether one more may come now, in milliseconds since the epoch. */
  take(now: number): boolean {
    const passed = Math.max(0, now - this.#at) / 1000;
    this.#left = Math.min(this.#burst, this.#left + passed * this.#perSecond);
    this.#at = now;
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}
