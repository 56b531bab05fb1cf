import { sql } from "drizzle-orm";
import { check, integer, json, pgTable, primaryKey, text, timestamp, uniqueIndex } from "drizzle-orm/pg-core";

const at = (name: string) => timestamp(name, { withTimezone: true });

/** A tenant's flow: its draft, and which of its versions is live. */
export const flows = pgTable(
  "flows",
  {
    tenantId: text("tenant_id").notNull(),
    name: text("name").notNull(),
    /** A journey without its name and version; null where nothing is being written. As it was written: `jsonb` would sort its states. */
    draft: json("draft"),
    /** Rises with every change: who publishes what somebody else has changed since, is told. */
    revision: integer("revision").notNull(),
    /** Null until the first is published. */
    publishedVersion: integer("published_version"),
    lastVersion: integer("last_version").notNull().default(0),
    createdAt: at("created_at").notNull(),
    updatedAt: at("updated_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.name] })],
);

/** What was published once never changes: conversations that began with it may come back to it. */
export const flowVersions = pgTable(
  "flow_versions",
  {
    tenantId: text("tenant_id").notNull(),
    name: text("name").notNull(),
    version: integer("version").notNull(),
    journey: json("journey").notNull(),
    createdAt: at("created_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.name, table.version] })],
);

/** Which version went live when, and by whom. */
export const flowReleases = pgTable(
  "flow_releases",
  {
    tenantId: text("tenant_id").notNull(),
    name: text("name").notNull(),
    /** The flow's revision that it made. */
    revision: integer("revision").notNull(),
    /** The same request again finds what it has done by it. */
    id: text("id").notNull(),
    kind: text("kind").$type<"published" | "rolled_back">().notNull(),
    version: integer("version").notNull(),
    /** As the caller's own system knows them; keys belong to the tenant, not to people. */
    by: text("by"),
    note: text("note"),
    at: at("at").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.name, table.revision] }),
    uniqueIndex("flow_releases_by_id").on(table.tenantId, table.id),
    check("flow_releases_kind", sql`kind in ('published', 'rolled_back')`),
  ],
);
