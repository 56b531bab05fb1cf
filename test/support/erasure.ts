import { getTableColumns, sql } from "drizzle-orm";
import { getTableConfig, type PgTable } from "drizzle-orm/pg-core";
import type { ErasurePorts } from "../../src/erasure/index.ts";
import type { Address } from "../../src/conversations/port.ts";
import type { Database } from "../../src/db/client.ts";
import * as schema from "../../src/db/schema/index.ts";
import type { JsonValue } from "../../src/platform/ports.ts";
import type { ConversationRecord } from "../../src/transcript/records.ts";
import { noon } from "./history.ts";

export interface TestErasurePorts extends ErasurePorts {
  /** Conversations that live: their objects know them. */
  live: Map<string, ConversationRecord>;
  /** Addresses in the order in which their objects were erased. */
  erased: Address[];
  cached: Map<string, JsonValue>;
  /** What was asked of files. */
  files: object[];
  pass(milliseconds: number): void;
}

export const keyOf = ({ tenantId, conversationId }: Address) => JSON.stringify([tenantId, conversationId]);

/** What erasing needs, with objects, files and cache in memory. */
export function erasurePorts(db: Database): TestErasurePorts {
  const live: TestErasurePorts["live"] = new Map();
  const [erased, files]: [Address[], object[]] = [[], []];
  const cached = new Map<string, JsonValue>();
  let now = noon + 3_600_000;
  const silent = () => {};
  return {
    db,
    live,
    erased,
    cached,
    files,
    pass: (milliseconds) => void (now += milliseconds),
    clock: { now: () => now },
    log: { info: silent, warn: silent, error: silent },
    cache: {
      get: async (key) => cached.get(key) ?? null,
      set: async (key, value) => void cached.set(key, value),
      delete: async (...keys) => keys.forEach((key) => cached.delete(key)),
      ping: async () => true,
    },
    conversations: (address) => ({
      async read(_, actor) {
        const record = live.get(keyOf(address));
        const theirs = record && (actor.role === "owner" || actor.userId === record.userId);
        return theirs ? { ok: true, value: record } : { ok: false, error: { code: "not_found", detail: "There is no such conversation." } };
      },
      async erase() {
        erased.push(address);
        const messages = live.get(keyOf(address))?.lastSeq ?? 0;
        live.delete(keyOf(address));
        return { messages, recordings: 0 };
      },
    }),
    eraseFiles: async (tenantId, whose) => {
      files.push({ tenantId, ...whose });
      return 1;
    },
  };
}

/** Every row of every table in which this text stands anywhere, but for the erasures themselves; as `table: rows`. */
export async function mentionsOf(db: Database, text: string): Promise<Record<string, number>> {
  const tables: PgTable[] = Object.values(schema).filter((one) => one !== schema.erasures);
  const found: Record<string, number> = {};
  for (const table of tables) {
    const { name } = getTableConfig(table);
    const columns = sql.join(
      Object.values(getTableColumns(table)).map((column) => sql`coalesce(${column}::text, '')`),
      sql` || ' ' || `,
    );
    const { rows } = await db.execute(sql`select count(*)::int as hits from ${table} where position(${text} in ${columns}) > 0`);
    const hits = Number(rows[0]?.["hits"]);
    if (hits > 0) found[name] = hits;
  }
  return found;
}
