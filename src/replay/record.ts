/**
 * Records what a turn takes through its ports. A word costs one push onto an array: what takes longer, the packing and the digests,
 * is done when the answer has been said.
 */
import type { LanguageModelV4 } from "@ai-sdk/provider";
import type { EffectLedger } from "../agents/index.ts";
import type { TurnContext, TurnPorts } from "../conversations/index.ts";
import type { ConversationRecord, MessageStatus, TurnView } from "../transcript/index.ts";
import { recordFailure } from "./failures.ts";
import { digestsOf } from "./digest.ts";
import { ModelNotes } from "./model-notes.ts";
import { packRecording } from "./pack.ts";
import type { Heard, RecordedMoment } from "./recording.ts";
import { ToolNotes } from "./tool-notes.ts";

export interface TurnRecorder {
  /** The same ports, listened to. */
  ports: TurnPorts;
  /** What was heard until now, and how the turn ended, as the text that goes into the answer's row. */
  pack(ending: TurnEnding): string;
}

export interface TurnBeginning {
  /** The conversation with the turn's questions in its log. */
  record: ConversationRecord;
  /** The items with which it is taken up after its process has died, packed; null where it begins. */
  resumedWith: string | null;
}

/** How the turn ended; `endedAfter` is the view's last place before `settleTurn` added to it, `now` what it was given. */
export interface TurnEnding {
  view: Pick<TurnView, "events">;
  status: MessageStatus;
  endedAfter: number;
  now: number;
}

export function recordTurn(ports: TurnPorts, { record, resumedWith }: TurnBeginning): TurnRecorder {
  const heard = listen(ports);
  const { language, state, visited, shown, focus, kept, pausedFrom, handler, lastSeq, epoch, effects } = record;
  const asked = { language, state, visited, shown, focus, kept, pausedFrom, handler, lastSeq, epoch, effects };
  return {
    ports: heard.ports,
    pack({ view, status, endedAfter, now }) {
      const eventsAt = view.events.map(({ at }) => at);
      return packRecording({ asked, resumedWith, eventsAt, status, endedAfter, settledAt: now }, heard.recorded());
    },
  };
}

function listen(ports: TurnPorts): { ports: TurnPorts; recorded(): Heard | null } {
  const now = () => ports.clock.now();
  const models = new ModelNotes(now);
  const tools = new ToolNotes(ports.tools, now);
  const plain: Plain = { clock: [], random: [], contexts: [], moments: [], begun: [], remembered: [] };
  return {
    ports: {
      ...ports,
      clock: { now: () => kept(plain.clock, ports.clock.now()) },
      random: () => kept(plain.random, ports.random()),
      tools: tools.tools,
      toolContext: (turn, call) => tools.contextOf(call, ports.toolContext(turn, call)),
      openModel: (options) => models.listen(options, ports.openModel(options)),
      smallModel: () => listenToMoments(ports.smallModel(), plain.moments, now),
      loadContext: (turn) => listenToContext(ports.loadContext(turn), plain.contexts, now),
      effects: listenToEffects(ports.effects, plain, now),
    },
    recorded() {
      const said = models.recorded();
      return said && { ...plain, models: said, tools: tools.recorded(), modelPrice: ports.modelPrice };
    },
  };
}

type Plain = Omit<Heard, "models" | "tools" | "modelPrice">;

function kept(list: number[], value: number): number {
  list.push(value);
  return value;
}

async function listenToContext(loading: Promise<TurnContext>, contexts: Heard["contexts"], now: () => number): Promise<TurnContext> {
  try {
    const { user, skill } = await loading;
    // No more of a customer is kept than what the turn reads.
    const context = { user: user && { name: user.name }, skill: skill && { name: skill.name, instructions: skill.instructions } };
    contexts.push({ context });
    return context;
  } catch (error) {
    contexts.push({ failure: recordFailure(error, now()) });
    throw error;
  }
}

function listenToMoments(model: LanguageModelV4, moments: RecordedMoment[], now: () => number): LanguageModelV4 {
  return {
    specificationVersion: model.specificationVersion,
    provider: model.provider,
    modelId: model.modelId,
    supportedUrls: model.supportedUrls,
    doStream: (options) => model.doStream(options),
    async doGenerate(options) {
      const moment: RecordedMoment = { asked: digestsOf(options), ended: "unanswered" };
      moments.push(moment);
      const end = (ended: RecordedMoment["ended"]) => {
        // Who waited has gone on without it.
        if (!options.abortSignal?.aborted) moment.ended = ended;
      };
      try {
        const answer = await model.doGenerate(options);
        const { content, finishReason, usage } = answer;
        end({ content, finishReason, usage });
        return answer;
      } catch (error) {
        end({ failure: recordFailure(error, now()) });
        throw error;
      }
    },
  };
}

function listenToEffects(ledger: EffectLedger, { begun, remembered }: Plain, now: () => number): EffectLedger {
  return {
    async begin(key, call) {
      const note: { key: string; state: Heard["begun"][number]["state"] } = { key, state: { kind: "uncertain" } };
      begun.push(note);
      try {
        const state = await ledger.begin(key, call);
        note.state = state;
        return state;
      } catch (error) {
        note.state = { failure: recordFailure(error, now()) };
        throw error;
      }
    },
    end: (key, result) => ledger.end(key, result),
    forget: (key) => ledger.forget(key),
    recorded(key) {
      const result = ledger.recorded(key);
      remembered.push({ key, result });
      return result;
    },
  };
}
