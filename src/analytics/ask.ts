import { sql, type SQL } from "drizzle-orm";
import { z } from "zod";
import type { Database } from "../db/client.ts";
import { EdgewiseError } from "../platform/errors.ts";
import { innermost } from "../platform/reason.ts";
import { countSessions, MOST_SESSIONS, type SessionFilter } from "./filter.ts";

/** Milliseconds that Postgres may think about one figure; the driver gives up a little later. */
const STATEMENT_TIMEOUT = 10_000;

/**
 * For this transaction alone. Postgres believes that conditions on JSON leave next to nothing, and would go through each common table
 * once for every row of another; where a loop over sessions is right, the statement asks for it (`lateral … offset 0`).
 */
const settings = sql.raw(
  `select set_config('statement_timeout', '${STATEMENT_TIMEOUT}', true), set_config('enable_nestloop', 'off', true), set_config('jit', 'off', true)`,
);

const counted = z.object({ rows: z.tuple([z.object({ sessions: z.number() })]) });
const tookTooLong = z.object({ code: z.literal("57014") });

/** Whose figures, of which sessions. */
export interface Question {
  tenantId: string;
  filter: SessionFilter;
}

/**
 * Asks Postgres for a figure, in one request, after it has counted the sessions that the figure is about.
 * @param row what a row of the answer looks like.
 * Errors: `unprocessable` where there are too many sessions, or it takes too long: the caller narrows the filter.
 */
export async function ask<Row>(db: Database, { tenantId, filter }: Question, statement: SQL, row: z.ZodType<Row>): Promise<Row[]> {
  const [, count, found] = await db
    .batch([db.execute(settings), db.execute(countSessions(tenantId, filter)), db.execute(statement)])
    .catch((error: unknown) => {
      if (!tookTooLong.safeParse(innermost(error)).success) throw error;
      throw new EdgewiseError("unprocessable", `This takes longer than ${STATEMENT_TIMEOUT / 1000} s: ask for a shorter period.`, {
        cause: error,
      });
    });
  const [{ sessions }] = counted.parse(count).rows;
  if (sessions > MOST_SESSIONS) {
    throw new EdgewiseError(
      "unprocessable",
      `More than ${MOST_SESSIONS} sessions began in this period: ask for a shorter one, or filter by bot, flow or language.`,
    );
  }
  return z.array(row).parse(found.rows);
}
