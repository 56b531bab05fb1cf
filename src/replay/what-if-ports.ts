/**
 * The ports of a turn that is played with something changed. What the change does not touch answers from the recording: a model by the
 * same prompt, a tool by the same arguments. Else the model is asked anew, and the tool is a dry run. Nothing outside is changed.
 */
import type { LanguageModelV4, LanguageModelV4CallOptions, LanguageModelV4StreamPart } from "@ai-sdk/provider";
import { effectKeyIn, phrases } from "../agents/index.ts";
import type { Turn, TurnPorts } from "../conversations/index.ts";
import type { Clock, JsonValue } from "../platform/ports.ts";
import type { Tool, ToolContext, ToolResult } from "../tools/index.ts";
import { digest, digestsOf } from "./digest.ts";
import { outOfReach } from "./out-of-reach.ts";
import { unpackParts } from "./pack-parts.ts";
import { silence, type ReplayShop } from "./replay-ports.ts";
import type { Heard, RecordedModelCall } from "./recording.ts";

/** The models of a play, and the time. */
export interface PlayPorts extends ReplayShop, Pick<TurnPorts, "openModel" | "smallModel" | "modelPrice" | "modelSilenceMs"> {
  clock: Clock;
}

/** Where a turn's answers have come from. */
export interface Sources {
  /** Model calls that were answered from the recording, and anew. */
  model: { recorded: number; live: number };
  tools: { recorded: number; dry_run: number };
}

export interface Play {
  /** What the turns of the conversation have heard; the turn's own first. */
  heard: readonly Heard[];
  /** Whether the model is another one: then no answer of the recording holds. */
  otherModel: boolean;
  sources: Sources;
}

export function playPorts(ports: PlayPorts, play: Play): TurnPorts {
  const results = new Map(play.heard.toReversed().flatMap(resultsIn));
  const tools = new Map([...ports.tools].map(([name, tool]) => [name, playedTool(tool, results, play.sources)]));
  const { describeTools, clock, modelPrice, modelSilenceMs } = ports;
  return {
    clock,
    // The same words from the small model, where the same is asked.
    random: () => play.heard[0]?.random[0] ?? 0.5,
    log: silence,
    tools,
    describeTools,
    loadContext: async () => contextIn(play.heard),
    openModel: (options) => answerOf(options, ports, play),
    smallModel: () => smallModelOf(ports, play),
    effects: { begin: async () => ({ kind: "fresh" }), end: () => undefined, forget: () => undefined, recorded: () => null },
    modelPrice,
    modelSilenceMs,
    toolContext: (turn, call) => toolContextOf(turn, call, clock),
  };
}

/** The customer as the first turn that could read it has known them. */
function contextIn(heard: readonly Heard[]): Awaited<ReturnType<TurnPorts["loadContext"]>> {
  for (const entry of heard.flatMap(({ contexts }) => contexts)) if ("context" in entry) return entry.context;
  return { user: null, skill: null };
}

function answerOf(
  options: LanguageModelV4CallOptions,
  ports: PlayPorts,
  { heard, otherModel, sources }: Play,
): AsyncIterable<LanguageModelV4StreamPart> {
  const asked = digestsOf(options);
  const same = ({ asked: { prompt, offer }, ended }: RecordedModelCall) =>
    ended === "whole" && prompt === asked.prompt && offer === asked.offer;
  const known = otherModel ? undefined : heard.flatMap(({ models }) => models).find(same);
  if (!known) {
    sources.model.live++;
    return ports.openModel(options);
  }
  sources.model.recorded++;
  return partsOf(known);
}

async function* partsOf({ parts }: RecordedModelCall): AsyncGenerator<LanguageModelV4StreamPart, void> {
  yield* unpackParts(parts);
}

function smallModelOf(ports: PlayPorts, { heard, sources }: Play): LanguageModelV4 {
  const live = ports.smallModel();
  return {
    ...live,
    specificationVersion: "v4",
    provider: live.provider,
    modelId: live.modelId,
    supportedUrls: {},
    doStream: (options) => live.doStream(options),
    async doGenerate(options) {
      const { prompt } = digestsOf(options);
      const known = heard.flatMap(({ moments }) => moments).find(({ asked }) => asked.prompt === prompt)?.ended;
      if (known === undefined || known === "unanswered" || "failure" in known) {
        sources.model.live++;
        return live.doGenerate(options);
      }
      sources.model.recorded++;
      return { ...known, warnings: [] };
    },
  };
}

/** What tools have given, by their name and arguments however they were written. */
function resultsIn({ tools }: Heard): [string, ToolResult][] {
  return tools.flatMap(({ tool, input, answers }) =>
    answers.flatMap((answer): [string, ToolResult][] =>
      typeof answer === "object" && "result" in answer && answer.result ? [[callKey(tool, parsed(input)), answer.result]] : [],
    ),
  );
}

function playedTool(tool: Tool, results: ReadonlyMap<string, ToolResult>, { tools }: Sources): Tool {
  const run = async (input: unknown, context: ToolContext): Promise<ToolResult> => {
    const known = results.get(callKey(tool.name, input));
    if (known) {
      tools.recorded++;
      return known;
    }
    tools.dry_run++;
    const rehearsed = await rehearsal(tool, input, context);
    return { ...rehearsed, output: { ...rehearsed.output, dry_run: true, note: phrases.dryRun[context.language] } };
  };
  return { ...tool, run };
}

/** What the tool would answer, where it can say so without anything from outside. */
async function rehearsal({ rehearse }: Tool, input: unknown, context: ToolContext): Promise<ToolResult> {
  try {
    return (await rehearse?.(input, context)) ?? { output: {} };
  } catch {
    return { output: {} };
  }
}

function toolContextOf(turn: Turn, call: { toolName: string; input: string }, clock: Clock): ToolContext {
  return { ...outOfReach(turn, call.toolName), idempotencyKey: effectKeyIn(turn.conversation, turn.userMessage.id, call), clock };
}

const callKey = (tool: string, input: unknown): string => `${tool} ${digest(sorted(input))}`;

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, entry]) => [key, sorted(entry)]),
  );
}

function parsed(input: string): JsonValue {
  try {
    return input.trim() === "" ? {} : JSON.parse(input);
  } catch {
    return input;
  }
}
