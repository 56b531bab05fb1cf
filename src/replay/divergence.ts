/** Where a replay asks for something else than what was recorded. */
export interface Divergence {
  turnId: string;
  /** What was asked for, and for the how manieth time: `model call 2`, `tool call 1`. */
  what: string;
  asked: string;
  recorded: string;
}

/** Takes note of a divergence. */
export type Diverge = (divergence: Omit<Divergence, "turnId">) => void;

/** The replay cannot go on in this turn: there is nothing to answer it from. */
export class NothingRecorded extends Error {
  constructor(what: string) {
    super(`The recording has no ${what}.`);
  }
}

/** Answers recorded in the order in which they were asked for. */
export class Tape<Entry> {
  readonly #what: string;
  readonly #entries: readonly Entry[];
  readonly #diverge: Diverge;
  #next = 0;

  constructor(what: string, entries: readonly Entry[], diverge: Diverge) {
    this.#what = what;
    this.#entries = entries;
    this.#diverge = diverge;
  }

  /** The next answer. Throws NothingRecorded when there is none. */
  next(asked: string): Entry {
    const entry = this.#entries[this.#next++];
    if (entry === undefined) {
      this.#diverge({ what: this.name, asked, recorded: "nothing more" });
      throw new NothingRecorded(this.name);
    }
    return entry;
  }

  /** Notes that the entry just taken answers another question. */
  differs(asked: string, recorded: string): void {
    this.#diverge({ what: this.name, asked, recorded });
  }

  /** Notes what nobody has asked for. */
  finish(): void {
    const left = this.#entries.length - this.#next;
    if (left > 0) this.#diverge({ what: `${this.#what}s`, asked: "no more", recorded: `${left} more` });
  }

  get name(): string {
    return `${this.#what} ${this.#next}`;
  }
}
