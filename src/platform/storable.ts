/**
 * A JSON value as Postgres takes it: it refuses NUL and half surrogate pairs, and one such character would refuse a whole batch.
 * The object keeps what was really sent; here those characters become U+FFFD.
 */
export function storable<T>(value: T): T {
  // The shape stays; only characters inside texts and keys differ, which no type tells apart.
  return clean(value) as T;
}

function clean(value: unknown): unknown {
  if (typeof value === "string") return value.replaceAll("\u0000", "\uFFFD").toWellFormed();
  if (Array.isArray(value)) return value.map(clean);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [clean(key), clean(inner)]));
}
