import { EdgewiseError } from "../platform/errors.ts";

/** Opaque on purpose: what it is made of may change. */
export function writeCursor(beforeSeq: number): string {
  return btoa(`before:${beforeSeq}`).replaceAll("=", "");
}

/** The `seq` before which a feed goes on. Errors: `invalid_request` for what no feed gave out. */
export function readCursor(cursor: string): number {
  const seq = /^before:(\d{1,15})$/.exec(decode(cursor))?.[1];
  if (seq !== undefined) return Number(seq);
  const errors = [{ path: "query.cursor", message: "is not a cursor of this feed" }];
  throw new EdgewiseError("invalid_request", "Use the next_cursor of a page of this feed as it is, or leave the cursor out.", { errors });
}

function decode(cursor: string): string {
  try {
    return atob(cursor);
  } catch {
    return "";
  }
}
