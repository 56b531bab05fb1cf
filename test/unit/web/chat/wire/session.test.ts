import { expect, it } from "vitest";
import { createSession } from "../../../../../web/chat/wire/session.ts";

interface Call {
  path: string;
  authorization: string | null;
}

/** A server that gives tokens `t1`, `t2`… of ten minutes, and takes those that `accepts` takes. */
function serve(accepts: (token: string) => boolean, clock: { now: number }) {
  const calls: Call[] = [];
  let given = 0;
  const fetchFrom: typeof fetch = async (input, init) => {
    const authorization = new Headers(init?.headers).get("authorization");
    calls.push({ path: String(input), authorization });
    if (input === "/v1/visitor-tokens") {
      given += 1;
      return Response.json({ token: `t${given}`, expires_at: new Date(clock.now + 600_000).toISOString() }, { status: 201 });
    }
    return accepts(authorization?.replace("Bearer ", "") ?? "") ? Response.json({}) : new Response(null, { status: 401 });
  };
  return { calls, fetchFrom, given: () => given };
}

it("asks for one token however many requests begin at once", async () => {
  const clock = { now: 0 };
  const { fetchFrom, given } = serve(() => true, clock);
  const send = createSession(fetchFrom, () => clock.now);
  await Promise.all([send("/v1/a"), send("/v1/b"), send("/v1/c")]);
  expect(given()).toBe(1);
});

it("renews a token before it ends, not when it has", async () => {
  const clock = { now: 0 };
  const { fetchFrom, given, calls } = serve(() => true, clock);
  const send = createSession(fetchFrom, () => clock.now);
  await send("/v1/a");
  clock.now = 500_000;
  await send("/v1/a");
  expect(given()).toBe(1);
  clock.now = 545_000;
  await send("/v1/a");
  expect(calls.at(-1)?.authorization).toBe("Bearer t2");
});

it("gets a new token once upon a 401, and then takes no for an answer", async () => {
  const clock = { now: 0 };
  const fresh = serve((token) => token === "t2", clock);
  expect((await createSession(fresh.fetchFrom, () => clock.now)("/v1/a")).status).toBe(200);
  const never = serve(() => false, clock);
  expect((await createSession(never.fetchFrom, () => clock.now)("/v1/a")).status).toBe(401);
  expect(never.given()).toBe(2);
});

it("a refused token tells why, and the next request asks again", async () => {
  let refuse = true;
  const send = createSession(
    async (input) => {
      if (input !== "/v1/visitor-tokens") return Response.json({});
      if (refuse) return Response.json({ code: "rate_limited", detail: "Wait a minute." }, { status: 429 });
      return Response.json({ token: "t", expires_at: "2999-01-01T00:00:00Z" }, { status: 201 });
    },
    () => 0,
  );
  await expect(send("/v1/a")).rejects.toMatchObject({ status: 429, code: "rate_limited", message: "Wait a minute." });
  refuse = false;
  expect((await send("/v1/a")).status).toBe(200);
});
