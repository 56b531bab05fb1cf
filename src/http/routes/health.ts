import { z } from "@hono/zod-openapi";
import { noCache } from "../../cache/index.ts";
import { pingDatabase } from "../../db/ping.ts";
import { within } from "../../platform/deadline.ts";
import { endpoint } from "../endpoint.ts";
import { representTime } from "../represent.ts";
import { json, timestamp } from "../schemas.ts";

/** Milliseconds that a part has to answer. */
const PATIENCE = 1000;

const part = z.enum(["connected", "unavailable"]);

const health = z
  .object({ status: z.enum(["ok", "degraded", "down"]), timestamp, database: part, cache: part, queue: part })
  .openapi("Health", {
    example: { status: "ok", timestamp: "2026-11-20T10:15:30.000Z", database: "connected", cache: "connected", queue: "connected" },
  });

export const checkHealth = endpoint(
  {
    policy: "public",
    method: "get",
    path: "/v1/health",
    operationId: "checkHealth",
    summary: "Health",
    description:
      "Without the cache or the queue all conversations go on. Without the database no new one can begin: `down`. An installation " +
      "that is set up without a cache has nothing to lose there: its `cache` reads `unavailable`, its status stays `ok`.",
    tags: ["Service"],
    responses: {
      200: { description: "`ok`, or `degraded` while people can still chat.", content: json(health) },
      503: { description: "`down`.", content: json(health) },
    },
  },
  async (context) => {
    const { db, cache, queue, clock } = context.env.ports;
    const [database, cached, queued] = await Promise.all([pingDatabase(db, PATIENCE), answers(cache), answers(queue)]);
    const whole = queued && (cached || cache === noCache);
    const status = !database ? "down" : whole ? "ok" : "degraded";
    const timestamp = representTime(clock.now());
    return context.json({ status, timestamp, database: name(database), cache: name(cached), queue: name(queued) }, database ? 200 : 503);
  },
);

function name(connected: boolean): z.infer<typeof part> {
  return connected ? "connected" : "unavailable";
}

async function answers(port: { ping(): Promise<boolean> }): Promise<boolean> {
  return within(PATIENCE, port.ping()).catch(() => false);
}
