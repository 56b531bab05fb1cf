/** The whole Worker as it is deployed, through its own front door; only the model is the benchmark's. */
import type { LanguageModelV4CallOptions } from "@ai-sdk/provider";
import * as conversation from "../../durable-objects/conversation/object.ts";
import { conversationPorts } from "../../src/wiring.ts";
import worker from "../../src/worker.ts";
import { askedOf, modelParts } from "./mock-model.ts";
import { countRows, rowsWritten } from "./row-counter.ts";

interface BenchEnv extends Env {
  COUNT_ROWS?: string;
}

function lastWords({ prompt }: LanguageModelV4CallOptions): string {
  const last = prompt.findLast((message) => message.role === "user");
  return last?.role === "user" ? last.content.map((part) => (part.type === "text" ? part.text : "")).join("") : "";
}

export class ConversationObject extends conversation.ConversationObject {
  constructor(ctx: DurableObjectState, env: BenchEnv) {
    if (env.COUNT_ROWS) countRows(ctx.storage);
    super(ctx, env, { ...conversationPorts(env), openModel: (options) => modelParts(askedOf(lastWords(options))) });
  }
}

export default {
  ...worker,
  fetch: (request, env, context) =>
    env.COUNT_ROWS && new URL(request.url).pathname === "/rows"
      ? Response.json({ rows: rowsWritten() })
      : worker.fetch(request, env, context),
} satisfies ExportedHandler<BenchEnv>;
