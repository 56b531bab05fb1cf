import type { Context } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { HttpEnv } from "./endpoint.ts";
import { EdgewiseError } from "../platform/errors.ts";

const MEGABYTE = 1024 * 1024;

export interface BodyLimit {
  /** Bytes of content. */
  most: number;
  /** Bytes for what surrounds the content. */
  room?: number;
  /** How to need less. */
  advice: string;
}

/** What a body of JSON may be. */
export const jsonBody: BodyLimit = { most: MEGABYTE, advice: "Send less at once; files go to POST /v1/files." };

/** Refuses a body that is too large; one that does not say its length is counted while it is read. Errors: `payload_too_large`. */
export function limitBody({ most, room = 0, advice }: BodyLimit): (context: Context<HttpEnv, string>) => Promise<void> {
  const refuse = () => {
    throw new EdgewiseError("payload_too_large", `A body may be at most ${most / MEGABYTE} MB here. ${advice}`);
  };
  const count = bodyLimit({ maxSize: most + room, onError: refuse });
  return async (context) => {
    const { headers } = context.req.raw;
    const told = headers.get("content-length");
    // The usual case, without a look at the body itself, which would cost more than all that a plain request needs.
    if (told === null || headers.has("transfer-encoding")) await count(context, nothingNext);
    else if (!(Number(told) <= most + room)) refuse();
  };
}

const nothingNext = async () => undefined;
