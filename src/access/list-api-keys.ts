import { and, asc, count, desc, eq, ilike, or } from "drizzle-orm";
import { apiKeys } from "../db/schema/index.ts";
import type { AccessPorts } from "./ports.ts";

/** What may be known of a key once it has been shown. */
export interface ApiKeyRecord {
  id: string;
  name: string;
  prefix: string;
  createdAt: Date;
  revokedAt: Date | null;
}

export interface KeyQuery {
  page: number;
  perPage: number;
  sort: "created_at" | "name";
  order: "asc" | "desc";
  /** Part of a name or a prefix. */
  q: string | null;
}

const shownColumns = {
  id: apiKeys.id,
  name: apiKeys.name,
  prefix: apiKeys.prefix,
  createdAt: apiKeys.createdAt,
  revokedAt: apiKeys.revokedAt,
};

/** The tenant's keys, revoked ones included. */
export async function listApiKeys(
  { db }: AccessPorts,
  tenantId: string,
  query: KeyQuery,
): Promise<{ keys: ApiKeyRecord[]; total: number }> {
  const like = query.q === null ? undefined : `%${query.q.replaceAll(/[\\%_]/g, "\\$&")}%`;
  const matches = like === undefined ? undefined : or(ilike(apiKeys.name, like), ilike(apiKeys.prefix, like));
  const where = and(eq(apiKeys.tenantId, tenantId), matches);
  const column = query.sort === "name" ? apiKeys.name : apiKeys.createdAt;
  const direction = query.order === "asc" ? asc : desc;
  const [keys, counted] = await db.batch([
    db
      .select(shownColumns)
      .from(apiKeys)
      .where(where)
      .orderBy(direction(column), direction(apiKeys.id))
      .limit(query.perPage)
      .offset((query.page - 1) * query.perPage),
    db.select({ total: count() }).from(apiKeys).where(where),
  ]);
  return { keys, total: counted[0]?.total ?? 0 };
}
