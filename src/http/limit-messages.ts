import { isVisitor, type Caller } from "../access/index.ts";
import { EdgewiseError } from "../platform/errors.ts";
import type { AppPorts } from "./ports.ts";

/**
 * Counts a message that makes a bot answer. Only a visitor has a limit: anyone may become one, and every answer costs.
 * Errors: `rate_limited`.
 */
export async function limitMessages(ports: AppPorts, caller: Caller): Promise<void> {
  if (!isVisitor(caller) || (await ports.limitVisitorMessages(caller.tenantId, caller.actor.userId))) return;
  throw new EdgewiseError("rate_limited", "These are many messages in a short time. Please wait a minute, then send this one again.");
}
