import { sql } from "drizzle-orm";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { connectDatabase } from "../../../src/db/client.ts";

const database = connectDatabase("postgres://user:password@postgres.test/main");
const answer = { rows: [["1"]], fields: [{ name: "one", dataTypeID: 25 }], rowCount: 1, command: "SELECT", rowAsArray: true };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it("a request that was answered leaves no timer behind: an object with one cannot be put to sleep", async () => {
  const timeout = vi.spyOn(AbortSignal, "timeout");
  vi.stubGlobal("fetch", async () => Response.json(answer));
  expect((await database.execute(sql`select '1' as one`)).rows).toEqual([{ one: "1" }]);
  expect(vi.getTimerCount()).toBe(0);
  expect(timeout).not.toHaveBeenCalled();
});

it.each(["headers", "body"])("a request without an answer fails after 15 s, also when only its %s is missing", async (missing) => {
  vi.stubGlobal("fetch", (_: string, { signal }: RequestInit) => {
    const aborted = new Promise<never>((_resolve, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
    const body = new ReadableStream({ start: (controller) => void aborted.catch((error: unknown) => controller.error(error)) });
    return missing === "headers" ? aborted : Promise.resolve(new Response(body));
  });
  const asked = database.execute(sql`select 1`).then(
    () => "answered",
    (error: unknown) => String(error instanceof Error ? (error.cause ?? error) : error),
  );
  await vi.advanceTimersByTimeAsync(15_000);
  expect(await asked).toContain("No answer within 15000 ms.");
});
