import { z } from "zod";

/** Text from a model, at most `longest` characters: what Postgres cannot hold (NUL, half surrogate pairs) is left out. */
export function text(longest: number) {
  return z
    .string()
    .max(longest)
    .overwrite((given) => given.replace(/[\p{Cs}\0]/gu, ""));
}
