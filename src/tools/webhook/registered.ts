/** The actions that a tenant has registered, as the tool needs them. */
import { asc, eq } from "drizzle-orm";
import { z } from "zod";
import { CHECKOUT, OVERLAP, ownAction } from "../../actions/index.ts";
import { actions } from "../../db/schema/index.ts";
import type { JsonObject, Language, Localized } from "../../platform/ports.ts";
import type { ToolContext } from "../contract.ts";
import { checkoutPayload } from "./checkout.ts";

/** Where an action goes, and how. */
export interface Endpoint {
  url: string;
  /** Whether it does nothing twice under one key: then a request may be sent again. */
  idempotent: boolean;
  /** What signs its requests: one, two for a day behind a rotation, none for actions from before there were signatures. */
  secrets: string[];
}

export interface Registered {
  label: Localized;
  /** JSON Schema of its payload; null for anything. */
  payload: JsonObject | null;
  endpoint: Endpoint;
}

/** Null where the operator has registered no action of this name; a model's words never become an address. */
export async function findAction(name: string, { db, tenantId, clock, openSecret }: ToolContext): Promise<Registered | null> {
  const [row] = await db.select().from(actions).where(ownAction(tenantId, name));
  if (!row) return null;
  const overlaps = row.rotatedAt !== null && clock.now() < row.rotatedAt.getTime() + OVERLAP;
  const sealed = [row.secret, overlaps ? row.previousSecret : null].filter((one) => one !== null);
  const secrets = await Promise.all(sealed.map((one) => openSecret({ tenantId, name }, one)));
  return { label: row.label, payload: row.payload, endpoint: { url: row.url, idempotent: row.idempotent, secrets } };
}

/** All of them, as a model is told: what each does and what it takes. */
export async function describeActions({ db, tenantId, language }: ToolContext): Promise<JsonObject[]> {
  const rows = await db
    .select({ name: actions.name, description: actions.description, payload: actions.payload })
    .from(actions)
    .where(eq(actions.tenantId, tenantId))
    .orderBy(asc(actions.name));
  return rows.map((row) => describeAction(row, language));
}

function describeAction(row: { name: string; description: Localized; payload: JsonObject | null }, language: Language): JsonObject {
  return { name: row.name, description: row.description[language], payload: takes(row.name, row.payload) };
}

/** What the action takes, as JSON Schema. */
export const takes = (name: string, payload: JsonObject | null): JsonObject =>
  name === CHECKOUT ? checkoutTakes : (payload ?? { type: "object" });

const { $schema: _dialect, ...checkoutSchema } = z.toJSONSchema(checkoutPayload, {
  io: "input",
  target: "draft-7",
  unrepresentable: "any",
});
const anyObject = z.record(z.string(), z.json());

/** JSON Schema of what checkout takes. */
export const checkoutTakes: JsonObject = anyObject.parse(checkoutSchema);
