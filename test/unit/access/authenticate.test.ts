import { SignJWT, UnsecuredJWT } from "jose";
import { describe, expect, test } from "vitest";
import { hashKey, mintKey } from "../../../src/access/api-key.ts";
import { authenticate, newKnownKeys } from "../../../src/access/index.ts";
import { forgetKey } from "../../../src/access/known-keys.ts";
import { readVisitorIdentity, signVisitorIdentity, signVisitorToken } from "../../../src/access/visitor-token.ts";
import { testPorts, type TestPorts } from "../../support/app-ports.ts";
import { unreachableDatabase } from "../../support/history.ts";

const hour = 60 * 60 * 1000;
const visitor = { tenantId: "t1", userId: "lan", botId: "bot_1" };

function claim(ports: TestPorts, token: string) {
  return authenticate(ports, newKnownKeys(), `Bearer ${token}`);
}

const refused = expect.objectContaining({ code: "unauthenticated" });

describe("the demo key", () => {
  test("is the demo tenant's owner in development", async () => {
    expect(await claim(testPorts(), "demo")).toEqual({ tenantId: "demo", actor: { role: "owner" } });
  });

  test("opens nothing in production", async () => {
    await expect(claim(testPorts({ environment: { ENVIRONMENT: "production" } }), "demo")).rejects.toEqual(refused);
  });
});

describe("a visitor token", () => {
  test("speaks for one user of one tenant, with one bot", async () => {
    const ports = testPorts();
    const { token, expiresAt } = await signVisitorToken(ports, visitor);
    expect(expiresAt).toBe(ports.clock.now() + hour);
    expect(await claim(ports, token)).toEqual({ tenantId: "t1", actor: { role: "visitor", userId: "lan" }, botId: "bot_1" });
  });

  test("ends after an hour", async () => {
    const ports = testPorts();
    const { token } = await signVisitorToken(ports, visitor);
    ports.pass(hour - 1000);
    await expect(claim(ports, token)).resolves.toBeDefined();
    ports.pass(1000);
    await expect(claim(ports, token)).rejects.toEqual(refused);
  });

  test("of another secret, another algorithm or another purpose is none", async () => {
    const ports = testPorts();
    const elsewhere = testPorts({ environment: { VISITOR_TOKEN_SECRET: "another-secret-another-secret-another" } });
    const claims = { tenant: "t1", bot: "b" };
    const seconds = Math.floor(ports.clock.now() / 1000);
    const unsigned = new UnsecuredJWT(claims)
      .setIssuer("edgewise")
      .setAudience("edgewise:visitor")
      .setSubject("lan")
      .setExpirationTime(seconds + 60);
    const secret = new TextEncoder().encode(ports.settings.VISITOR_TOKEN_SECRET);
    const endless = new SignJWT(claims)
      .setProtectedHeader({ alg: "HS256" })
      .setIssuer("edgewise")
      .setAudience("edgewise:visitor")
      .setSubject("lan");
    const otherHash = new SignJWT(claims)
      .setProtectedHeader({ alg: "HS512" })
      .setIssuer("edgewise")
      .setAudience("edgewise:visitor")
      .setSubject("lan");
    const { token } = await signVisitorToken(ports, visitor);
    for (const wrong of [
      (await signVisitorToken(elsewhere, visitor)).token,
      (await signVisitorIdentity(ports, "t1", "lan")).token,
      unsigned.encode(),
      await endless.sign(secret),
      await otherHash.setExpirationTime(seconds + 60).sign(secret),
      `${token.slice(0, -2)}AA`,
      token.split(".").slice(0, 2).join("."),
    ]) {
      await expect(claim(ports, wrong)).rejects.toEqual(refused);
    }
  });
});

describe("a browser's identity", () => {
  test("is the same user of that tenant for 180 days, and nobody to another tenant", async () => {
    const ports = testPorts();
    const { token } = await signVisitorIdentity(ports, "t1", "lan");
    expect(await readVisitorIdentity(ports, "t1", token)).toBe("lan");
    expect(await readVisitorIdentity(ports, "t2", token)).toBeNull();
    expect(await readVisitorIdentity(ports, "t1", (await signVisitorToken(ports, visitor)).token)).toBeNull();
    ports.pass(180 * 24 * hour);
    expect(await readVisitorIdentity(ports, "t1", token)).toBeNull();
  });
});

describe("an API key that is known already", () => {
  async function known() {
    const ports = testPorts({ db: unreachableDatabase() });
    const { key } = await mintKey(true);
    const believedUntil = ports.clock.now() + 60_000;
    ports.cached.set(`edgewise:api-key:${await hashKey(key)}`, { tenant_id: "t1", believed_until: believedUntil });
    return { ports, key };
  }

  test("costs no question to Postgres, and none to the cache the second time", async () => {
    const { ports, key } = await known();
    const remembered = newKnownKeys();
    expect(await authenticate(ports, remembered, `Bearer ${key}`)).toEqual({ tenantId: "t1", actor: { role: "owner" } });
    ports.cached.clear();
    expect(await authenticate(ports, remembered, `bearer ${key}`)).toEqual({ tenantId: "t1", actor: { role: "owner" } });
  });

  test("is believed for 60 seconds in all, however many caches it passed through", async () => {
    const { key, ports: away } = await known();
    // Postgres answers, and has no such key any more.
    const ports = { ...testPorts({ cache: away.cache }), clock: away.clock };
    const remembered = newKnownKeys();
    away.pass(59_000);
    await expect(authenticate(ports, remembered, `Bearer ${key}`)).resolves.toBeDefined();
    away.pass(1000);
    await expect(authenticate(ports, remembered, `Bearer ${key}`)).rejects.toEqual(refused);
    expect(away.cached.size).toBe(0);
  });

  test("is asked about anew before that by one of its callers, and none of the others waits for it", async () => {
    const { ports, key } = await known();
    const remembered = newKnownKeys();
    await authenticate(ports, remembered, `Bearer ${key}`);
    ports.pass(45_000);
    let asked = 0;
    let answer: () => void = () => undefined;
    const answered = new Promise<void>((resolve) => (answer = resolve));
    const { get } = ports.cache;
    ports.cache.get = async (name) => {
      asked += 1;
      await answered;
      return get(name);
    };
    const first = authenticate(ports, remembered, `Bearer ${key}`);
    await Promise.all(Array.from({ length: 20 }, () => authenticate(ports, remembered, `Bearer ${key}`)));
    answer();
    await first;
    expect(asked).toBe(1);
  });

  test("is believed on while Postgres is away, a minute at a time, as long as the cache has it", async () => {
    const { ports, key } = await known();
    const remembered = newKnownKeys();
    for (let minute = 0; minute < 60; minute++) {
      ports.pass(60_000);
      expect(await authenticate(ports, remembered, `Bearer ${key}`)).toEqual({ tenantId: "t1", actor: { role: "owner" } });
    }
    // The cache is away, too: who knows it of old believes it, who does not cannot say.
    ports.cached.clear();
    ports.pass(60_000);
    expect(await authenticate(ports, remembered, `Bearer ${key}`)).toEqual({ tenantId: "t1", actor: { role: "owner" } });
    await expect(claim(ports, key)).rejects.not.toEqual(refused);
    ports.pass(25 * hour);
    await expect(authenticate(ports, remembered, `Bearer ${key}`)).rejects.not.toEqual(refused);
  });

  test("is believed no more by anybody who asks the cache, once it was revoked: Postgres away or not", async () => {
    const { ports, key } = await known();
    const remembered = newKnownKeys();
    await authenticate(ports, remembered, `Bearer ${key}`);
    await forgetKey(ports, newKnownKeys(), await hashKey(key));
    await expect(claim(ports, key)).rejects.toEqual(refused);
    ports.pass(60_000);
    await expect(authenticate(ports, remembered, `Bearer ${key}`)).rejects.toEqual(refused);
    expect(remembered.known.size).toBe(0);
  });

  test("is not believed when the cache holds something else", async () => {
    const { ports, key } = await known();
    for (const hash of ports.cached.keys()) ports.cached.set(hash, "t1");
    await expect(claim(ports, key)).rejects.toThrow();
  });

  test("is not remembered without end: a thousand others push it out", async () => {
    const { ports, key } = await known();
    const remembered = newKnownKeys();
    for (let at = 0; at < 1000; at++) remembered.known.set(`hash-${at}`, { tenant_id: "t", believed_until: 0 });
    await authenticate(ports, remembered, `Bearer ${key}`);
    expect(remembered.known.size).toBe(1000);
    expect(remembered.known.has("hash-0")).toBe(false);
  });
});

describe("an API key of the right form that nobody has", () => {
  /** Neither a cache nor a database that knows it, and what the cache was asked for. */
  function counted() {
    const ports = testPorts();
    const asked: string[] = [];
    const { get } = ports.cache;
    ports.cache.get = async (key) => (asked.push(key), get(key));
    return { ports, asked, remembered: newKnownKeys() };
  }

  test("is asked about once in 30 seconds, however often it is sent", async () => {
    const { ports, asked, remembered } = counted();
    const { key } = await mintKey(true);
    const attempt = () => expect(authenticate(ports, remembered, `Bearer ${key}`)).rejects.toEqual(refused);
    await attempt();
    ports.db = unreachableDatabase();
    ports.pass(29_999);
    await attempt();
    expect(asked).toHaveLength(1);
    ports.pass(1);
    await expect(authenticate(ports, remembered, `Bearer ${key}`)).rejects.not.toEqual(refused);
    expect(asked).toHaveLength(2);
  });

  test("pushes out no key that is real, and is not remembered without end", async () => {
    const { ports, remembered } = counted();
    remembered.known.set("real", { tenant_id: "t", believed_until: 0 });
    for (let at = 0; at < 1000; at++) remembered.unknown.set(`hash-${at}`, 0);
    await expect(authenticate(ports, remembered, `Bearer ${(await mintKey(true)).key}`)).rejects.toEqual(refused);
    expect(remembered.unknown.size).toBe(1000);
    expect(remembered.unknown.has("hash-0")).toBe(false);
    expect(remembered.known.has("real")).toBe(true);
  });
});

test.each([undefined, "", "Basic ZGVtbzpkZW1v", "Bearer", "Bearer ", "Bearer a b", "demo", "Bearer ew_live_short", "Bearer %00"])(
  "nothing else opens anything, and the database is not asked about it: %s",
  async (header) => {
    await expect(authenticate(testPorts({ db: unreachableDatabase() }), newKnownKeys(), header)).rejects.toEqual(refused);
  },
);
