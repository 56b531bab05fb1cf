import { z } from "@hono/zod-openapi";
import type { JsonObject, JsonValue } from "../platform/ports.ts";

const METADATA_BYTES = 16 * 1024;
const METADATA_LEVELS = 16;
export const TEXT_CHARACTERS = 32_000;
export const MOST_PARTS = 20;
/** Of the parts. */
export const MOST_FILES = 5;

/** An id that a caller supplies: kept as given (contracts.md §0). */
export const callerId = z
  .string()
  .min(1, "must not be empty")
  .max(255, "must be at most 255 characters")
  // A control character is a mistake, and "." and ".." can never be reached in a path.
  .refine(
    (id) => !/[\p{Cc}]/u.test(id) && id.isWellFormed() && id !== "." && id !== "..",
    "must hold no control characters and not be . or ..",
  );

export const idParam = (example: string) => z.object({ id: callerId.openapi({ param: { name: "id", in: "path" }, example }) });

export const language = z.enum(["vi", "en"], "must be vi or en").openapi({ example: "vi" });

export const anyObject = { type: "object" as const, additionalProperties: true };

/** A JSON object as it comes from a database or from our own code. */
export const jsonObject = z.custom<JsonObject>(isObject, "must be an object").openapi(anyObject);

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A JSON object from a caller: at most 16 kB and 16 levels deep. */
export const metadata = z
  .custom<JsonObject>(isObject, "must be an object")
  .refine((value) => isShallow(value, METADATA_LEVELS), { message: `must be at most ${METADATA_LEVELS} levels deep`, abort: true })
  .refine((value) => new TextEncoder().encode(JSON.stringify(value)).length <= METADATA_BYTES, "must be at most 16 kB of JSON")
  .openapi({ ...anyObject, description: "At most 16 kB.", example: { plan: "gold" } });

function isShallow(value: JsonValue, levels: number): boolean {
  if (typeof value !== "object" || value === null) return true;
  return levels > 0 && Object.values(value).every((inner) => isShallow(inner, levels - 1));
}

export const timestamp = z.iso.datetime().openapi({ example: "2026-11-20T10:15:30.000Z" });

/** A day, which begins at midnight UTC, or a moment of it; in milliseconds. */
export const moment = z
  .string()
  .refine(
    // Postgres knows no year 0.
    (time) => /^(?!0000)\d{4}-\d\d-\d\d(T|$)/.test(time) && !Number.isNaN(Date.parse(time)),
    "must be a time as in RFC 3339, e.g. 2026-11-20T10:15:30Z",
  )
  .transform((time) => Date.parse(time))
  .optional()
  .openapi({ type: "string", format: "date-time" });

/** `?page=1&per_page=30` of lists. */
export const pageQuery = {
  page: z.coerce
    .number("must be a number")
    .int("must be a whole number")
    .min(1, "must be at least 1")
    .max(100_000, "must be at most 100000")
    .default(1),
  per_page: z.coerce
    .number("must be a number")
    .int("must be a whole number")
    .min(1, "must be at least 1")
    .max(100, "must be at most 100")
    .default(30),
};

/** `?limit=50&cursor=…` of feeds. */
export const feedQuery = {
  limit: z.coerce
    .number("must be a number")
    .int("must be a whole number")
    .min(1, "must be at least 1")
    .max(200, "must be at most 200")
    .default(50),
  cursor: z.string().optional().openapi({ description: "The `next_cursor` of the page before." }),
};

export function listOf<T extends z.ZodType>(item: T) {
  return z.object({ data: z.array(item), total: z.number().int(), page: z.number().int(), per_page: z.number().int() });
}

export function feedOf<T extends z.ZodType>(item: T) {
  return z.object({ data: z.array(item), next_cursor: z.string().nullable(), has_more: z.boolean() });
}

/** An `application/json` body of a response. */
export function json<T extends z.ZodType>(schema: T) {
  return { "application/json": { schema } };
}
