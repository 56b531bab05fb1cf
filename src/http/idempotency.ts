/** `Idempotency-Key` (contracts.md §0): one key, one effect, one answer. docs/decisions/idempotency.md says why it is so. */
import { z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { isVisitor, type Caller } from "../access/index.ts";
import {
  fingerprintOf,
  idFromSeed,
  keyForm,
  keyName,
  readAnswer,
  secretFrom,
  storeNameOf,
  unseal,
  type KeptAnswer,
} from "../idempotency/index.ts";
import { EdgewiseError } from "../platform/errors.ts";
import { contentOf } from "./body-content.ts";
import type { HttpEnv } from "./endpoint.ts";
import { runAndKeep } from "./keep-answer.ts";
import { wantsStream } from "./wants-stream.ts";

/**
 * How a write holds to one effect for one key. In each way it may run twice under the same derived ids: after its Worker died, and
 * where its answer was too long to keep.
 */
export type Idempotency =
  /** The answer is kept, sealed, for a day. The usual way. */
  | "kept-answer"
  /** What was made is found again by its derived ids: the answer is made anew, and the customer's words are kept nowhere else. A stream is joined. */
  | "derived-id"
  /** As above, where every answer is a stream. */
  | "joined-stream"
  /** It takes no key, for this reason. */
  | { none: string };

/** A key in use, as the handler may know it. */
export interface KeyInUse {
  seed: string;
  /** 32 bytes that only this claim of this key gives, for this purpose. */
  secret(purpose: string): Promise<Uint8Array<ArrayBuffer>>;
}

type WriteContext = Context<HttpEnv<"participant">>;

/** A handler's context, whatever its policy. */
interface KeyedContext {
  env: HttpEnv["Bindings"];
  get(name: "keyInUse"): KeyInUse | undefined;
}

export const keyHeader = {
  "Idempotency-Key": z.string().regex(keyForm, "must be 1 to 255 visible ASCII characters, without spaces").optional().openapi({
    description: "A name of your own for this request, kept 24 hours: the same request again is answered as the first one, and done once.",
    example: "9b2d6c1e-6f5a-4a55-8f0e-0d1b6f7f2a11",
  }),
};

/** An id for what this request makes: the same again when the request comes again under its key. `part` tells several of one kind apart. */
export function derivedId(context: KeyedContext, prefix: string, part = ""): string {
  return idFromKey(context, prefix, part) ?? context.env.ports.ids.next(prefix);
}

/** As above; null without a key, for what gets its id elsewhere then. */
export function idFromKey(context: KeyedContext, prefix: string, part = ""): string | null {
  const key = context.get("keyInUse");
  return key ? idFromSeed(key.seed, prefix, part) : null;
}

/** 32 secret bytes, the same again under the same key; null without one. */
export async function derivedSecret(context: KeyedContext, purpose: string): Promise<Uint8Array<ArrayBuffer> | null> {
  return (await context.get("keyInUse")?.secret(purpose)) ?? null;
}

/**
 * Runs the handler, once for each key of this caller. Without a key it is just run, and nothing else is asked.
 * Errors: `idempotency_key_reused`, `idempotency_key_running`, `rate_limited` when a caller has too many keys, and the handler's own.
 */
export async function oncePerKey(
  context: WriteContext,
  way: "kept-answer" | "derived-id" | "joined-stream",
  handle: () => Response | Promise<Response>,
): Promise<Response> {
  const key = context.req.header("idempotency-key");
  if (key === undefined) return handle();
  const { ids } = context.env.ports;
  const joins = way === "joined-stream" || (way === "derived-id" && wantsStream(context.req.header("accept")));
  const name = await keyName(key);
  const store = context.env.ports.idempotency(storeNameOf(ownerOf(context.get("caller")), name));
  const run = { name, seed: ids.next("seed"), runner: ids.next("run") };
  const claimed = await store.claim({ ...run, fingerprint: await fingerprint(context), joins });
  if (claimed.kind === "reused" || claimed.kind === "running" || claimed.kind === "full") throw refusalOf(claimed.kind);
  const inUse = keyInUse(context, key, claimed.seed);
  context.set("keyInUse", inUse);
  if (claimed.kind === "done") return (await answerAgain(context, inUse, claimed.answer)) ?? marked(await handle());
  if (joins) return claimed.again ? marked(await handle()) : handle();
  const kept = runAndKeep({ context, store, inUse, run: { ...run, seed: claimed.seed }, keepsSuccess: way === "kept-answer", handle });
  // A client that hangs up gets the same answer when it asks again.
  context.env.waitUntil(kept);
  const { response, keptBefore } = await kept;
  return keptBefore === null ? response : ((await answerAgain(context, inUse, keptBefore)) ?? response);
}

/** The kept answer; null where there is none, or none that can be opened. */
async function answerAgain(context: WriteContext, inUse: KeyInUse, answer: Uint8Array | null): Promise<Response | null> {
  const text = answer === null ? null : await unseal(answer, await inUse.secret("answer"));
  if (text === null) return null;
  const { status, headers, body }: KeptAnswer = readAnswer(text);
  return marked(new Response(body === "" ? null : body, { status, headers }));
}

function marked(response: Response): Response {
  const again = new Response(response.body, response);
  again.headers.set("idempotency-replayed", "true");
  return again;
}

function keyInUse(context: WriteContext, key: string, seed: string): KeyInUse {
  const { tenantId, role, userId } = ownerOf(context.get("caller"));
  const names = [tenantId, role, userId ?? "", key, seed];
  return { seed, secret: (purpose) => secretFrom(context.env.ports.settings.VISITOR_TOKEN_SECRET, [purpose, ...names]) };
}

/** All keys of a tenant's backends are the tenant's: a retry may come from another server, after the API key was changed. */
function ownerOf({ tenantId, actor }: Caller) {
  return { tenantId, role: actor.role, userId: "userId" in actor ? actor.userId : null };
}

async function fingerprint(context: WriteContext): Promise<string> {
  const { req } = context;
  const { pathname, search } = new URL(req.url);
  const caller = context.get("caller");
  const told = [req.method, pathname + search, req.header("if-match") ?? null, isVisitor(caller) ? caller.botId : null];
  return fingerprintOf(told, await contentOf(req));
}

function refusalOf(kind: "reused" | "running" | "full"): EdgewiseError {
  if (kind === "full")
    return new EdgewiseError("rate_limited", "You have used too many Idempotency-Keys within 24 hours. Send fewer writes.");
  if (kind === "running")
    return new EdgewiseError(
      "idempotency_key_running",
      "The first request with this Idempotency-Key still runs. Send the same request again in 2 seconds.",
    );
  return new EdgewiseError(
    "idempotency_key_reused",
    "This Idempotency-Key was used for another request, with another method, path or body. Give this one a key of its own.",
  );
}
