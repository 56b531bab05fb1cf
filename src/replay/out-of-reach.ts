import type { Turn } from "../conversations/index.ts";
import type { Database } from "../db/client.ts";
import { EdgewiseError } from "../platform/errors.ts";
import type { ToolContext } from "../tools/index.ts";

/** The context of a tool that is not to touch anything: database and network refuse. */
export function outOfReach(
  { conversation, language, view, signal }: Turn,
  toolName: string,
): Omit<ToolContext, "idempotencyKey" | "clock"> {
  const { tenantId, conversationId, userId, bot } = conversation;
  const { position, shown, focus, kept } = view;
  return {
    tenantId,
    conversationId,
    userId,
    industry: bot.flow.industry,
    language,
    state: position.state,
    shown,
    focus,
    kept: kept[toolName] ?? null,
    signal,
    db: noDatabase,
    fetch: refuse,
    openSecret: refuse,
  };
}

const refuse = () => Promise.reject(new EdgewiseError("internal", "A replay reaches nothing outside."));

// Whatever is asked of it throws, so that it needs nothing of a database.
const noDatabase = new Proxy({}, { get: () => void refuseNow() }) as Database;

function refuseNow(): never {
  throw new EdgewiseError("internal", "A replay reaches nothing outside.");
}
