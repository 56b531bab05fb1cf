/** The ports of a turn that answer from its recording, in order: nothing is asked of the outside. */
import type { LanguageModelV4, LanguageModelV4CallOptions, LanguageModelV4StreamPart } from "@ai-sdk/provider";
import type { EffectLedger } from "../agents/index.ts";
import type { TurnPorts } from "../conversations/index.ts";
import type { Log } from "../platform/ports.ts";
import { digestsOf } from "./digest.ts";
import { NothingRecorded, Tape, type Diverge } from "./divergence.ts";
import { errorOf } from "./failures.ts";
import { unpackParts } from "./pack-parts.ts";
import { ReplayedTools } from "./replayed-tools.ts";
import type { Digests, Heard } from "./recording.ts";

/** What a replay needs of the code that runs: its tools' schemas, not their effects. */
export type ReplayShop = Pick<TurnPorts, "tools" | "describeTools">;

export interface ReplayPorts {
  ports: TurnPorts;
  /** Notes what was recorded and not asked for. */
  finish(): void;
}

/** Replayed models may be silent for as long as they like. */
const neverMs = 2 ** 30;

export function replayPorts(heard: Heard, shop: ReplayShop, diverge: Diverge): ReplayPorts {
  const clock = new Tape("clock read", heard.clock, diverge);
  const random = new Tape("random number", heard.random, diverge);
  const contexts = new Tape("loaded context", heard.contexts, diverge);
  const models = new Tape("model call", heard.models, diverge);
  const moments = new Tape("small model call", heard.moments, diverge);
  const tools = new ReplayedTools(shop.tools, heard.tools, diverge);
  return {
    ports: {
      clock: { now: () => clock.next("the time") },
      random: () => random.next("a number"),
      log: silence,
      tools: tools.tools,
      describeTools: shop.describeTools,
      loadContext: async () => contextOf(contexts.next("the customer's context")),
      openModel: (options) => replayModel(models, options),
      smallModel: () => replayedSmallModel(moments),
      toolContext: (turn, call) => tools.contextOf(turn, call),
      effects: replayedEffects(heard, diverge),
      modelPrice: heard.modelPrice,
      modelSilenceMs: neverMs,
    },
    finish() {
      for (const tape of [clock, random, contexts, models, moments, tools]) tape.finish();
    },
  };
}

export const silence: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

function contextOf(entry: Heard["contexts"][number]) {
  if ("failure" in entry) throw errorOf(entry.failure);
  return entry.context;
}

async function* replayModel(
  models: Tape<Heard["models"][number]>,
  options: LanguageModelV4CallOptions,
): AsyncGenerator<LanguageModelV4StreamPart, void> {
  const call = models.next("an answer");
  compareDigests(models, digestsOf(options), call.asked);
  yield* unpackParts(call.parts);
  if (call.ended === "whole") return;
  if (call.ended !== "cut") throw errorOf(call.ended.failure);
  models.differs("the rest of the answer", "an answer that was cut here");
  throw new NothingRecorded(models.name);
}

function compareDigests(tape: Tape<unknown>, asked: Digests, recorded: Digests): void {
  if (asked.prompt !== recorded.prompt) tape.differs(`prompt ${asked.prompt}`, `prompt ${recorded.prompt}`);
  if (asked.offer !== recorded.offer) tape.differs(`tools and settings ${asked.offer}`, `tools and settings ${recorded.offer}`);
}

function replayedSmallModel(moments: Tape<Heard["moments"][number]>): LanguageModelV4 {
  return {
    specificationVersion: "v4",
    provider: "replay",
    modelId: "replay",
    supportedUrls: {},
    doStream: () => Promise.reject(new Error("The small model answers whole.")),
    async doGenerate(options) {
      const { asked, ended } = moments.next("a greeting or a farewell");
      compareDigests(moments, digestsOf(options), asked);
      if (ended === "unanswered") throw new Error("It did not answer in time.");
      if ("failure" in ended) throw errorOf(ended.failure);
      return { ...ended, warnings: [] };
    },
  };
}

function replayedEffects({ begun, remembered }: Heard, diverge: Diverge): EffectLedger {
  const begins = new Tape("effect", begun, diverge);
  const memories = new Tape("remembered effect", remembered, diverge);
  return {
    async begin(key, { toolName }) {
      const entry = begins.next(toolName);
      if (entry.key !== key) begins.differs(`${toolName}, key ${key}`, `key ${entry.key}`);
      if ("failure" in entry.state) throw errorOf(entry.state.failure);
      return entry.state;
    },
    end: () => undefined,
    forget: () => undefined,
    recorded(key) {
      const entry = memories.next(`key ${key}`);
      if (entry.key !== key) memories.differs(`key ${key}`, `key ${entry.key}`);
      return entry.result;
    },
  };
}
