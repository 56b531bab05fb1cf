/** A conversation as one document, from which it can be replayed anywhere. */
import { z } from "zod";
import { EdgewiseError } from "../platform/errors.ts";
import type { ConversationRecord, HandedRow } from "../transcript/index.ts";

export const exportVersion = 1;

export interface ExportedConversation {
  format: "edgewise.conversation";
  version: typeof exportVersion;
  /** ISO 8601. */
  exported_at: string;
  /** Where the conversation stands at its end, with the bot that it began with. Fields are named as the object keeps them. */
  conversation: ConversationRecord;
  /** Every row of its log with its link, oldest first; answers bring their stream and their recording. */
  rows: HandedRow[];
}

const text = z.string();
const place = z.number().int().nonnegative();

const row = z.looseObject({
  seq: place,
  message: z
    .looseObject({ seq: place, id: text, authorType: text, content: text, parts: z.array(z.looseObject({ type: text })) })
    .nullable(),
  previousSeq: place,
  events: z.array(z.looseObject({ seq: place, kind: text })),
  turn: z.looseObject({ turnId: text, answerId: text, messageId: text, attempt: z.number(), status: text }).nullable(),
  stream: text.nullable(),
  recording: text.nullable(),
  hash: text,
});

const exported = z.object({
  format: z.literal("edgewise.conversation"),
  version: z.literal(exportVersion),
  exported_at: text,
  conversation: z.looseObject({
    tenantId: text,
    conversationId: text,
    userId: text,
    language: text,
    startedAt: z.number(),
    bot: z.looseObject({ id: text, instructions: text, flow: z.looseObject({ name: text, initial: text }) }),
  }),
  rows: z.array(row),
});

/** Errors: `unprocessable` with the first field that is not as an export has it. */
export function parseExport(document: unknown): ExportedConversation {
  const read = exported.safeParse(document);
  if (!read.success) {
    const [issue] = read.error.issues;
    throw new EdgewiseError(
      "unprocessable",
      `This is no export of a conversation: ${issue?.path.join(".") || "the document"}: ${issue?.message ?? "cannot be read"}. ` +
        "Take one from GET /v1/conversations/{id}/export.",
    );
  }
  // Its outline is as it was written here. Anything else that is wrong with it breaks a link of its chain, which the replay tells.
  return read.data as unknown as ExportedConversation;
}

export function exportOf(conversation: ConversationRecord, rows: HandedRow[], now: number): ExportedConversation {
  return { format: "edgewise.conversation", version: exportVersion, exported_at: new Date(now).toISOString(), conversation, rows };
}
