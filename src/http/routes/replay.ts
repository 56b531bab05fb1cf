import { z } from "@hono/zod-openapi";
import { flowSchema } from "../../lifecycle/index.ts";
import { EdgewiseError } from "../../platform/errors.ts";
import {
  compareConversation,
  exportOf,
  replayConversation,
  type Change,
  type Comparison,
  type PlayPorts,
  type ReplayResult,
  type TurnSummary,
} from "../../replay/index.ts";
import { endpoint } from "../endpoint.ts";
import { openExport, readExport } from "../exported.ts";
import type { AppPorts } from "../ports.ts";
import { replayedSchema } from "../replay-schema.ts";
import { idParam, json } from "../schemas.ts";

/** What one request may take; more is for `npm run replay`. */
const mostBytes = 16_000_000;
const limits = { turns: 40, milliseconds: 60_000 };
const mostDivergences = 100;
const INSTRUCTIONS_CHARACTERS = 32_000;

const replayBody = z.object({
  flow: flowSchema.optional().openapi({ type: "object", description: "Another journey, whole, as bots have it." }),
  instructions: z.string().max(INSTRUCTIONS_CHARACTERS).optional().openapi({ description: "Other instructions for the bot." }),
  model: z
    .string()
    .max(200)
    .regex(/^[a-z0-9-]+:\S+$/u, "must be provider:model")
    .optional()
    .openapi({ description: "Another model that this installation can reach.", example: "google:gemini-3-flash" }),
});

export const replayConversationRoute = endpoint(
  {
    policy: "owner",
    method: "post",
    path: "/v1/conversations/{id}/replay",
    operationId: "replayConversation",
    summary: "Replay a conversation",
    description:
      "Without a change, every recorded turn runs again with the network off, and `verification` says whether the same events, links and " +
      "hash chain came out. With another flow, other instructions or another model, `comparison` sets each answer beside the recorded " +
      `one: states, tools, words, tokens, cost. Nothing outside is changed. At most ${limits.turns} turns and ${limits.milliseconds / 1000} s; ` +
      "`npm run replay` has no such limits.",
    tags: ["Conversations"],
    request: { params: idParam("conv_019aa0c4"), body: { content: json(replayBody) } },
    responses: { 200: { description: "What came out.", content: json(replayedSchema) } },
    problems: ["not_found", "unprocessable"],
    idempotency: { none: "It changes nothing: asked again, it is played again." },
  },
  async (context) => {
    const { ports } = context.env;
    const { tenantId, actor } = context.get("caller");
    const conversationId = context.req.valid("param").id;
    const change = context.req.valid("json");
    const source = await openExport(ports, { tenantId, conversationId }, actor);
    const rows = await readExport(source, mostBytes);
    const exported = exportOf(source.conversation, rows, ports.clock.now());
    const play = playWith(ports, change.model ?? null);
    if (Object.values(change).every((value) => value === undefined)) {
      if (rows.every(({ recording }) => recording === null)) throw nothingRecorded();
      const result = await replayConversation(exported, play);
      return context.json({ verification: representVerification(result), comparison: null }, 200);
    }
    const comparison = await compareConversation(exported, definedOf(change), play, limits);
    return context.json({ verification: null, comparison: representComparison(comparison) }, 200);
  },
);

/** A model that this installation cannot reach is the caller's mistake here. */
function playWith(ports: AppPorts, model: string | null): PlayPorts {
  try {
    return ports.play(model);
  } catch (error) {
    if (model === null || !(error instanceof EdgewiseError)) throw error;
    throw new EdgewiseError(
      "unprocessable",
      `The model ${model} cannot be used here. Name one as provider:model whose provider is set up.`,
      {
        cause: error,
      },
    );
  }
}

function nothingRecorded(): EdgewiseError {
  return new EdgewiseError(
    "unprocessable",
    "No turn of this conversation was recorded. Turn on the bot's recording; it holds for conversations that begin then.",
  );
}

function definedOf({ flow, instructions, model }: z.infer<typeof replayBody>): Change {
  return { ...(flow ? { flow } : {}), ...(instructions === undefined ? {} : { instructions }), ...(model === undefined ? {} : { model }) };
}

function representVerification({ divergences, ...result }: ReplayResult) {
  const told = divergences.slice(0, mostDivergences);
  return { ...result, divergences: told.map(({ turnId, ...divergence }) => ({ turn_id: turnId, ...divergence })) };
}

function representComparison({ turns, ...comparison }: Comparison) {
  return {
    ...comparison,
    turns: turns.map(({ recorded, replayed, ...turn }) => ({
      ...turn,
      recorded: representSummary(recorded),
      replayed: representSummary(replayed),
    })),
  };
}

function representSummary({ usage, refused, ...summary }: TurnSummary) {
  const { inputTokens, outputTokens, costUsd } = usage;
  return { ...summary, refused_states: refused, usage: { input_tokens: inputTokens, output_tokens: outputTokens, cost_usd: costUsd } };
}
