import type { LanguageModelV4, LanguageModelV4CallOptions, LanguageModelV4Content, LanguageModelV4Usage } from "@ai-sdk/provider";
import { choose } from "./choose.ts";
import { fileAlone, withFileNote } from "./files.ts";
import { wordMoment } from "./moments.ts";
import type { Action } from "./reply.ts";
import { readSituation, type Situation } from "./situation.ts";
import { finishReasonOf, readable, stream, type Answer, type Pace } from "./stream.ts";
import { understand } from "./understand.ts";
import { word } from "./word.ts";

const modelId = "shop";

/**
 * `offline:shop`: a declared stand-in that sells from whatever catalogue its tools offer, without a key or a network.
 * Rules, no learning: the same prompt and tools always give the same answer (docs/decisions/offline-model.md).
 */
export function createShopModel(pace: Pace): LanguageModelV4 {
  return {
    specificationVersion: "v4",
    provider: "offline",
    modelId,
    supportedUrls: {},
    doGenerate: async (options) => {
      options.abortSignal?.throwIfAborted();
      const answer = answerTo(options);
      return {
        content: contentOf(answer),
        finishReason: finishReasonOf(answer),
        usage: answer.usage,
        response: { id: answer.responseId, modelId },
        warnings: [],
      };
    },
    doStream: async (options) => ({ stream: readable(stream(answerTo(options), modelId, pace, options.abortSignal)) }),
  };
}

function answerTo(options: LanguageModelV4CallOptions): Answer {
  const situation = readSituation(options.prompt);
  const moment = wordMoment(situation.system, situation.language);
  const unseen = moment === null && situation.files && situation.said.trim() === "" ? fileAlone(situation.language) : null;
  const action: Action | null = (moment ?? unseen) === null ? chosen(situation, offeredTools(options)) : null;
  const answer = action?.kind === "say" ? word(action.reply, situation) : "";
  const text = moment ?? unseen ?? (answer !== "" && situation.files ? withFileNote(answer, situation.language) : answer);
  const key = fingerprint(JSON.stringify([situation.exchanges, action]));
  const input = action?.kind === "call" ? JSON.stringify(action.input) : "";
  return {
    responseId: `offline_${key}`,
    text,
    call: action?.kind === "call" ? { toolCallId: `call_${key}`, toolName: action.tool, input } : null,
    usage: usageOf(options, text + input),
  };
}

function chosen(situation: Situation, offered: ReadonlySet<string>): Action {
  return choose(understand(situation, offered), situation, offered);
}

function offeredTools({ tools = [], toolChoice }: LanguageModelV4CallOptions): Set<string> {
  if (toolChoice?.type === "none") return new Set();
  const names = tools.flatMap((tool) => (tool.type === "function" ? [tool.name] : []));
  return new Set(toolChoice?.type === "tool" ? names.filter((name) => name === toolChoice.toolName) : names);
}

function contentOf(answer: Answer): LanguageModelV4Content[] {
  return [
    ...(answer.text === "" ? [] : [{ type: "text" as const, text: answer.text }]),
    ...(answer.call ? [{ type: "tool-call" as const, ...answer.call }] : []),
  ];
}

/** An estimate at four letters a token, so that meters have something to show. */
function usageOf(options: LanguageModelV4CallOptions, output: string): LanguageModelV4Usage {
  const input = tokens(JSON.stringify([options.prompt, options.tools ?? []]));
  return {
    inputTokens: { total: input, noCache: input, cacheRead: 0, cacheWrite: 0 },
    outputTokens: { total: tokens(output), text: tokens(output), reasoning: 0 },
  };
}

const tokens = (text: string): number => Math.ceil(text.length / 4);

/** FNV-1a twice over: ids that differ between steps and repeat for the same prompt. */
function fingerprint(text: string): string {
  let low = 0x811c9dc5;
  let high = 0xcbf29ce4;
  for (let at = 0; at < text.length; at++) {
    low = Math.imul(low ^ text.charCodeAt(at), 0x01000193);
    high = Math.imul(high ^ text.charCodeAt(text.length - 1 - at), 0x01000193);
  }
  return [low, high].map((half) => (half >>> 0).toString(16).padStart(8, "0")).join("");
}
