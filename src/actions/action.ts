/** What a tenant registers: where an action goes, what it takes, and what people and models are told of it. */
import { z } from "zod";
import type { JsonObject, Localized } from "../platform/ports.ts";
import { payloadSchema } from "./payload-schema.ts";

/** An order, whose items Edgewise reads itself: names, places in the list and prices come from the catalogue, never from a model. */
export const CHECKOUT = "checkout";

export const actionName = z
  .string()
  .max(64, "must be at most 64 characters")
  .regex(/^[a-z][a-z0-9_]*$/, "must be lower-case letters, digits and _, and begin with a letter, e.g. call_back");

const localized = (longest: number) => {
  const text = z.string().trim().min(1, "must not be empty").max(longest, `must be at most ${longest} characters`);
  return z.object({ vi: text, en: text });
};

/** What a caller says of an action. */
export const actionSchema = z.object({
  url: z.string().max(2000, "must be at most 2000 characters"),
  label: localized(100),
  description: localized(1000),
  payload: payloadSchema.nullable().default(null),
  idempotent: z.boolean("must be true or false").default(false),
});

export interface ActionContent {
  url: string;
  label: Localized;
  description: Localized;
  /** JSON Schema; null for anything, and for `checkout`. */
  payload: JsonObject | null;
  idempotent: boolean;
}

export interface Action extends ActionContent {
  name: string;
  revision: number;
  /** Whether its requests are signed; false only for actions from before there were signatures. */
  signed: boolean;
  createdAt: Date;
  updatedAt: Date;
}
