/**
 * The ids of a step's calls. Within a step an id names one call, the first. Some providers begin to count again in each step:
 * an id that the turn has used already is renamed, for a call's part and its idempotency key are found by it.
 */
export class CallIds {
  readonly #taken: Set<string>;
  readonly #ids = new Map<string, string>();
  readonly #called = new Set<string>();

  constructor(taken: ReadonlySet<string>) {
    this.#taken = new Set(taken);
  }

  /** The turn's own id of a call whose arguments begin to arrive; undefined when they have begun before. */
  begin(id: string): string | undefined {
    return this.#ids.has(id) ? undefined : this.#name(id);
  }

  /** The turn's own id of a call that has begun. */
  of(id: string): string | undefined {
    return this.#ids.get(id);
  }

  /** The turn's own id of a call that is complete; undefined when it has been complete before. */
  complete(id: string): string | undefined {
    if (this.#called.has(id)) return undefined;
    this.#called.add(id);
    return this.#ids.get(id) ?? this.#name(id);
  }

  #name(id: string): string {
    const base = id === "" ? "call" : id;
    let name = base;
    for (let count = 2; this.#taken.has(name); count++) name = `${base}-${count}`;
    this.#taken.add(name);
    this.#ids.set(id, name);
    return name;
  }
}
