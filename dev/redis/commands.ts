/** The commands of Redis that Edgewise speaks, over a map. The caller keeps the store and tells the time. */

interface Entry {
  value: string;
  /** Milliseconds since the epoch; null never expires. */
  expiresAt: number | null;
}

export type Store = Map<string, Entry>;
export type Reply = string | number | null | (string | null)[];

/** A command that Redis would refuse, in Redis' words. */
export class CommandError extends Error {}

type Command = (store: Store, parameters: string[], now: number) => Reply;

const commands: Record<string, Command> = {
  PING: (_store, [word]) => word ?? "PONG",
  GET: (store, [key], now) => read(store, key, now)?.value ?? null,
  MGET: (store, keys, now) => keys.map((key) => read(store, key, now)?.value ?? null),
  SET: set,
  DEL: (store, keys, now) => count(keys, (key) => read(store, key, now) !== undefined && store.delete(key)),
  EXISTS: (store, keys, now) => count(keys, (key) => read(store, key, now) !== undefined),
  INCR: increment,
  EXPIRE: expire,
  TTL: timeToLive,
  FLUSHDB: (store) => {
    store.clear();
    return "OK";
  },
};

/**
 * Runs one command, e.g. `["SET", "key", "value", "EX", "60"]`.
 * @param now milliseconds since the epoch.
 * Errors: CommandError for an unknown command or wrong arguments.
 */
export function runCommand(store: Store, words: string[], now: number): Reply {
  const [name = "", ...parameters] = words;
  const command = commands[name.toUpperCase()];
  if (command === undefined) throw new CommandError(`ERR unknown command '${name}'`);
  return command(store, parameters, now);
}

function read(store: Store, key: string | undefined, now: number): Entry | undefined {
  const entry = store.get(required(key));
  if (entry === undefined || entry.expiresAt === null || entry.expiresAt > now) return entry;
  store.delete(required(key));
  return undefined;
}

function set(store: Store, [key, value, ...flags]: string[], now: number): Reply {
  let expiresAt: number | null = null;
  let condition: string | undefined;
  for (let index = 0; index < flags.length; index++) {
    const flag = flags[index]?.toUpperCase();
    if (flag === "EX" || flag === "PX") expiresAt = now + wholeNumber(flags[++index]) * (flag === "EX" ? 1000 : 1);
    else if (flag === "NX" || flag === "XX") condition = flag;
    else throw new CommandError("ERR syntax error");
  }
  const exists = read(store, key, now) !== undefined;
  if ((condition === "NX" && exists) || (condition === "XX" && !exists)) return null;
  store.set(required(key), { value: required(value), expiresAt });
  return "OK";
}

function increment(store: Store, [key]: string[], now: number): Reply {
  const entry = read(store, key, now);
  const value = wholeNumber(entry?.value ?? "0") + 1;
  store.set(required(key), { value: String(value), expiresAt: entry?.expiresAt ?? null });
  return value;
}

function expire(store: Store, [key, seconds]: string[], now: number): Reply {
  const expiresAt = now + wholeNumber(seconds) * 1000;
  const entry = read(store, key, now);
  if (entry === undefined) return 0;
  entry.expiresAt = expiresAt;
  return 1;
}

function timeToLive(store: Store, [key]: string[], now: number): Reply {
  const entry = read(store, key, now);
  if (entry === undefined) return -2;
  return entry.expiresAt === null ? -1 : Math.ceil((entry.expiresAt - now) / 1000);
}

function count(keys: string[], matches: (key: string) => boolean): number {
  return keys.filter(matches).length;
}

function required(word: string | undefined): string {
  if (word === undefined) throw new CommandError("ERR wrong number of arguments");
  return word;
}

function wholeNumber(word: string | undefined): number {
  const value = Number(required(word));
  if (!Number.isSafeInteger(value) || word === "") throw new CommandError("ERR value is not an integer or out of range");
  return value;
}
