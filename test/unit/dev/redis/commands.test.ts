import { expect, test } from "vitest";
import { runCommand, type Store } from "../../../../dev/redis/commands.ts";

/** Runs commands, written as in redis-cli, at a time in milliseconds. */
function client() {
  const store: Store = new Map();
  return (line: string, now = 0) => runCommand(store, line.split(" "), now);
}

test("an expired key is gone, to the millisecond", () => {
  const run = client();
  run("SET a 1 EX 10");
  run("SET b 1 PX 10");
  expect([run("GET a", 9_999), run("GET a", 10_000)]).toEqual(["1", null]);
  expect([run("GET b", 9), run("GET b", 10)]).toEqual(["1", null]);
  expect(run("EXISTS a b", 10_000)).toBe(0);
});

test("TTL tells the seconds left, -1 without an expiry and -2 without the key", () => {
  const run = client();
  run("SET a 1 EX 10");
  run("SET b 1");
  expect([run("TTL a", 500), run("TTL b"), run("TTL c")]).toEqual([10, -1, -2]);
  expect([run("EXPIRE b 5"), run("TTL b"), run("EXPIRE c 5")]).toEqual([1, 5, 0]);
});

test("NX keeps what is there, XX makes nothing new", () => {
  const run = client();
  expect([run("SET a 1 NX"), run("SET a 2 NX"), run("GET a")]).toEqual(["OK", null, "1"]);
  expect([run("SET a 3 XX"), run("SET b 3 XX"), run("MGET a b")]).toEqual(["OK", null, ["3", null]]);
  run("SET lock 1 NX PX 10");
  expect(run("SET lock 2 NX PX 10", 10)).toBe("OK");
});

test("a plain SET forgets the old expiry, INCR keeps it", () => {
  const run = client();
  run("SET a 1 EX 10");
  expect(run("INCR a")).toBe(2);
  expect(run("TTL a")).toBe(10);
  run("SET a 5");
  expect(run("TTL a")).toBe(-1);
});

test("DEL counts what it removed", () => {
  const run = client();
  run("SET a 1");
  expect([run("DEL a b"), run("DEL a")]).toEqual([1, 0]);
  run("SET a 1");
  expect([run("FLUSHDB"), run("GET a")]).toEqual(["OK", null]);
});

test.each(["NOPE a", "SET a", "SET a 1 EX ten", "SET a 1 SOON", "GET"])("`%s` is refused", (line) => {
  expect(() => client()(line)).toThrow(/^ERR /);
});
