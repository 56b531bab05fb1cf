import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import { listenOnLoopback, readJson, sendJson } from "../loopback.ts";
import { SqlError, type Backend } from "./backend.ts";
import { openEmbedded } from "./embedded.ts";
import { beginStatement, sqlHeaders, sqlRequest, toWire } from "./protocol.ts";
import { openRemote } from "./remote.ts";

/** Where Postgres keeps its data: a folder, a server that exists already, or memory when neither is given. */
export interface PostgresPlace {
  dataFolder?: string | undefined;
  /** A real PostgreSQL, e.g. `postgresql://user:word@127.0.0.1:5432/name`. It wins over the folder. */
  url?: string | undefined;
  /** 0, the default, takes a free port. */
  port?: number;
}

export interface RunningPostgres {
  /** For `neonConfig.fetchEndpoint`. */
  endpoint: string;
  /** For `neon()`, which insists on one; the stand-in does not look at it. */
  connectionString: string;
  stop(): Promise<void>;
}

/** Starts a Postgres that speaks Neon's HTTP protocol, so that the production driver runs unchanged. */
export async function startPostgres(place: PostgresPlace = {}): Promise<RunningPostgres> {
  const backend = place.url === undefined ? await openEmbedded(place.dataFolder) : await openRemote(place.url);
  const server = await listenOnLoopback(place.port ?? 0, (request, response) => answer(backend, request, response)).catch(async (error) => {
    await backend.close();
    throw error;
  });
  return {
    endpoint: `${server.url}/sql`,
    connectionString: `postgresql://edgewise:edgewise@127.0.0.1:${server.port}/edgewise`,
    async stop() {
      await server.stop();
      await backend.close();
    },
  };
}

async function answer(backend: Backend, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== "POST" || request.url !== "/sql") return sendJson(response, 404, { message: "Send SQL to POST /sql." });
  const headers = sqlHeaders.safeParse(request.headers);
  const body = sqlRequest.safeParse(await readJson(request));
  if (!headers.success) return sendJson(response, 400, { message: z.prettifyError(headers.error) });
  if (!body.success) return sendJson(response, 400, { message: z.prettifyError(body.error) });
  const rowAsArray = headers.data["neon-array-mode"];
  try {
    if ("queries" in body.data) {
      const results = await backend.run(body.data.queries, beginStatement(headers.data));
      return sendJson(response, 200, { results: results.map((result) => toWire(result, rowAsArray)) });
    }
    const [result] = await backend.run([body.data], null);
    sendJson(response, 200, result && toWire(result, rowAsArray));
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    sendJson(response, 400, error.report);
  }
}
