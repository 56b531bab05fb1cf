/** What lies unread for all clients of one object together: each may lag, but not all of them as far as one may. docs/limits.md */

/** Characters. Two bytes each at the worst, of the 128 MB that an object shares with others. */
const mostUnread = 8_000_000;

export interface Unread {
  /** The client gets nothing more, and what lay unread is given back. */
  drop(): void;
}

export class Backlog {
  readonly #most: number;
  /** Who has something unread; who has taken nothing for the longest comes first. */
  readonly #behind = new Set<Unread>();
  #characters = 0;

  constructor(most = mostUnread) {
    this.#most = most;
  }

  /** So much more lies unread. Beyond the allowance the slowest are dropped, but never the last one: alone it has its own bound. */
  grow(client: Unread, characters: number): void {
    if (characters === 0) return;
    this.#behind.add(client);
    this.#characters += characters;
    for (const slowest of this.#behind) {
      if (this.#characters <= this.#most || this.#behind.size === 1) return;
      slowest.drop();
    }
  }

  /** So much has been taken or given up; `left` is what still lies unread. */
  shrink(client: Unread, characters: number, left: number): void {
    this.#characters -= characters;
    this.#behind.delete(client);
    if (left > 0) this.#behind.add(client);
  }
}
