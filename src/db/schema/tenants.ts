import { boolean, integer, jsonb, pgTable, primaryKey, text, timestamp, unique } from "drizzle-orm/pg-core";
import type { JsonObject, Localized } from "../../platform/ports.ts";

const createdAt = timestamp("created_at", { withTimezone: true }).notNull().defaultNow();
const updatedAt = timestamp("updated_at", { withTimezone: true }).notNull().defaultNow();

export const tenants = pgTable("tenants", {
  id: text("id").primaryKey(),
  name: text("name").notNull(),
  createdAt,
});

/** Keys of backends. The key itself is shown once and never stored: only its SHA-256. */
export const apiKeys = pgTable(
  "api_keys",
  {
    id: text("id").primaryKey(),
    tenantId: text("tenant_id")
      .notNull()
      .references(() => tenants.id),
    name: text("name").notNull(),
    /** The first characters, by which a person tells keys apart. */
    prefix: text("prefix").notNull(),
    keyHash: text("key_hash").notNull(),
    createdAt,
    revokedAt: timestamp("revoked_at", { withTimezone: true }),
  },
  (table) => [unique("api_keys_key_hash").on(table.keyHash)],
);

export const bots = pgTable(
  "bots",
  {
    tenantId: text("tenant_id")
      .notNull()
      .references(() => tenants.id),
    id: text("id").notNull(),
    name: text("name").notNull(),
    instructions: text("instructions").notNull(),
    greetingEnabled: boolean("greeting_enabled").notNull().default(true),
    language: text("language").notNull().default("vi"),
    onBusy: text("on_busy").notNull().default("queue"),
    /** A flow by name: the tenant's published one, else the preset. */
    flow: text("flow").notNull().default("retail"),
    /** What one of its turns may use: `{tokens, seconds, steps, money}`, each a number or left out. */
    budget: jsonb("budget").notNull().default({}),
    /** Whether its turns are recorded for replays. */
    recording: boolean("recording").notNull().default(true),
    /** Visitors may talk to it without a key of the tenant. */
    isPublic: boolean("is_public").notNull().default(false),
    isDefault: boolean("is_default").notNull().default(false),
    createdAt,
    updatedAt,
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.id] })],
);

export const users = pgTable(
  "users",
  {
    tenantId: text("tenant_id").notNull(),
    id: text("id").notNull(),
    name: text("name"),
    language: text("language"),
    metadata: jsonb("metadata").notNull().default({}),
    createdAt,
    updatedAt,
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.id] })],
);

/** A business capability that a conversation names by `skill_id` (contracts.md §3). */
export const skills = pgTable(
  "skills",
  {
    tenantId: text("tenant_id").notNull(),
    id: text("id").notNull(),
    name: text("name").notNull(),
    instructions: text("instructions").notNull(),
    createdAt,
    updatedAt,
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.id] })],
);

/** Endpoints that an operator registered. A model names an action; it never supplies a URL. */
export const actions = pgTable(
  "actions",
  {
    tenantId: text("tenant_id").notNull(),
    name: text("name").notNull(),
    url: text("url").notNull(),
    label: jsonb("label").$type<Localized>().notNull(),
    description: jsonb("description").$type<Localized>().notNull(),
    /** JSON Schema of what it takes; null for anything, and for `checkout`, whose payload Edgewise reads itself. */
    payload: jsonb("payload").$type<JsonObject>(),
    /** Whether the endpoint answers the same `Idempotency-Key` with the same words, and does nothing twice. */
    idempotent: boolean("idempotent").notNull().default(false),
    /** What its requests are signed with, sealed; null for actions from before there were signatures. */
    secret: text("secret"),
    /** The secret before it, sealed: it signs, too, for a while behind `rotated_at`. */
    previousSecret: text("previous_secret"),
    rotatedAt: timestamp("rotated_at", { withTimezone: true }),
    /** Rises with every change. */
    revision: integer("revision").notNull().default(1),
    createdAt,
    updatedAt,
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.name] })],
);
