import type { JsonValue } from "./ports.ts";

/** Whether objects and lists lie at most so many levels within each other. Writing JSON is recursive: a few thousand brackets overflow it. */
export function nestsWithin(value: JsonValue, levels: number): boolean {
  if (value === null || typeof value !== "object") return true;
  return levels > 0 && Object.values(value).every((inner) => nestsWithin(inner, levels - 1));
}
