/** The object's one alarm, for everything that has a deadline: it is set to the earliest. */

export class Alarm {
  readonly #set: (at: number) => void;
  /** What it is set to as far as this process knows; 0 where it does not. */
  #at = 0;

  constructor(set: (at: number) => void) {
    this.#set = set;
  }

  /** Replaces what it was set to: whoever asks knows every deadline. Nulls are none; without any, it is left as it is. */
  set(deadlines: readonly (number | null)[]): void {
    const given = deadlines.filter((at) => at !== null);
    if (given.length > 0) this.#to(Math.min(...given));
  }

  /** Makes sure of a deadline, whatever comes before it. Costs nothing where that is so already. */
  noLaterThan(at: number, now: number): void {
    if (this.#at <= now || this.#at > at) this.#to(at);
  }

  /** It is no longer set. */
  fired(): void {
    this.#at = 0;
  }

  #to(at: number): void {
    this.#at = at;
    this.#set(at);
  }
}
