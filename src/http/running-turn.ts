import type { Context } from "hono";
import type { Place } from "../transcript/index.ts";
import { valueOf } from "../platform/errors.ts";
import type { HttpEnv } from "./endpoint.ts";
import { answerNoStream, answerStream } from "./event-stream.ts";

type ParticipantContext = Context<HttpEnv<"participant">>;

/**
 * The running turn's events after `after` (undefined: from its first), or 204 where none runs.
 * @param ifUnknown whether a conversation that is not there is refused as `not_found`, or reads as one in which no turn runs.
 */
export async function answerRunningTurn(
  context: ParticipantContext,
  conversationId: string,
  after: Place | undefined,
  ifUnknown: "refuse" | "no turn",
): Promise<Response> {
  const { tenantId, actor } = context.get("caller");
  const address = { tenantId, conversationId };
  const attached = await context.env.ports.conversations(address).attach(address, actor, after ?? null);
  if (!attached.ok && attached.error.code === "not_found" && ifUnknown === "no turn") return answerNoStream(context);
  const stream = valueOf(attached);
  return stream === null ? answerNoStream(context) : answerStream(stream);
}

/** Ends the running turn; `stopped` says whether one ran. Errors: `not_found`. */
export async function stopRunningTurn(context: ParticipantContext, conversationId: string): Promise<{ stopped: boolean }> {
  const { tenantId, actor } = context.get("caller");
  const address = { tenantId, conversationId };
  return valueOf(await context.env.ports.conversations(address).stop(address, actor));
}
