/**
 * The one readable path of a reply:
 * load context → route → offer the state's tools → model and tools, step by step → the end.
 * Accepting the message comes before (accept.ts), settling the answer after (the object's storage, in one transaction).
 * A generator of items: it holds no client, no storage and no log. Whoever consumes it keeps `view` up to date.
 */
import type { LanguageModelV4, LanguageModelV4CallOptions, LanguageModelV4FunctionTool, LanguageModelV4StreamPart } from "@ai-sdk/provider";
import {
  Meter,
  buildPrompt,
  changeState,
  composeFarewell,
  loadPromptFiles,
  namesFiles,
  noFiles,
  phrases,
  route,
  runAgentLoop,
  say,
  takeMessage,
  type EffectLedger,
  type PromptFilePort,
  type PromptFiles,
} from "../agents/index.ts";
import { allowedTools, type StateName } from "../lifecycle/index.ts";
import type { ModelPrice } from "../models/index.ts";
import type { Clock, Language, Log, Randomness } from "../platform/ports.ts";
import { reasonOf } from "../platform/reason.ts";
import { agentPrompt, languageNames, renderPrompt } from "../prompts/index.ts";
import type { Tool, ToolContext } from "../tools/index.ts";
import {
  followedFlow,
  textOf,
  type BotSnapshot,
  type ConversationRecord,
  type StoredMessage,
  type TurnItem,
  type TurnView,
} from "../transcript/index.ts";

/** What is known of the customer and of the capability that the conversation names. */
export interface TurnContext {
  user: { name: string | null } | null;
  skill: { name: string; instructions: string } | null;
  /** The tenant has no skill of this id; left out where that is not known, for it could not be read. */
  noSuchSkill?: true;
}

export interface Turn {
  turnId: string;
  answerId: string;
  conversation: Readonly<ConversationRecord>;
  /** Everything said before, the message to answer last. */
  history: readonly StoredMessage[];
  userMessage: StoredMessage;
  language: Language;
  /** Where an earlier attempt has left the lifecycle, when this one begins elsewhere: where the question was asked. */
  rewoundFrom: StateName | null;
  /** Follows every item that this turn yields; of a resumed turn it already holds what the earlier process kept. */
  view: Readonly<TurnView>;
  /** True when a process before this one has begun the turn: it goes on where the view ends, and tells nothing twice. */
  resumed: boolean;
  /** When the turn first began, in milliseconds since the epoch: the seconds of its budget count from here. */
  begunAt: number;
  signal: AbortSignal;
}

/** Everything that a turn takes from outside passes through here, and is recorded here for replays. */
export interface TurnPorts {
  clock: Clock;
  random: Randomness;
  log: Log;
  tools: ReadonlyMap<string, Tool>;
  describeTools(names: readonly string[]): LanguageModelV4FunctionTool[];
  loadContext(turn: Turn): Promise<TurnContext>;
  openModel(options: LanguageModelV4CallOptions): AsyncIterable<LanguageModelV4StreamPart>;
  smallModel(): LanguageModelV4;
  toolContext(turn: Turn, call: { toolName: string; input: string }): ToolContext;
  effects: EffectLedger;
  /** Of the model behind `openModel`; null where it is not known. */
  modelPrice: ModelPrice | null;
  /** Milliseconds that a model may say nothing, before its first part and between two. */
  modelSilenceMs: number;
  /** Without it, files are told by their names. */
  files?: PromptFilePort;
}

/**
 * Yields the turn's items from its first to the last word; of a resumed turn, what the earlier process has not told.
 * Throws what the model throws: the caller ends the turn kindly.
 */
export async function* runTurn(turn: Turn, ports: TurnPorts): AsyncGenerator<TurnItem, void> {
  if (!turn.resumed) yield opening(turn, ports);
  const flow = followedFlow(turn.conversation);
  const { view } = turn;
  if (turn.rewoundFrom !== null && !isRewound(view)) yield rewound(turn, turn.rewoundFrom);
  if (!hasStep(view)) yield* takeMessage(view, flow, turn.userMessage.content);
  const context = await ports.loadContext(turn);
  const routed = route(turn.userMessage.content);
  if (routed.to === "END") yield* sayFarewell(turn, ports);
  else yield* work(turn, context, await filesOf(turn, ports), ports);
}

/** What the prompt shows of the files that were sent. */
function filesOf({ history, signal }: Turn, { files, log }: TurnPorts): PromptFiles | Promise<PromptFiles> {
  if (!files || !namesFiles(history)) return noFiles;
  return loadPromptFiles(history, files, (cause) => {
    if (!signal.aborted) log.warn("file.not_loaded", { message: reasonOf(cause) });
  });
}

function opening({ answerId, turnId }: Turn, { clock }: TurnPorts): TurnItem {
  const messageMetadata = { turn_id: turnId, created_at: new Date(clock.now()).toISOString() };
  return { chunk: { type: "start", messageId: answerId, messageMetadata } };
}

const retried = "retry";

/** A retry begins where the question was asked; the log says so. */
function rewound(turn: Turn, from: StateName): TurnItem {
  const { state, visited } = turn.view.position;
  const transition = { from, to: state, reason: retried };
  return {
    chunk: { type: "data-state", data: { ...transition, turn_id: turn.turnId } },
    event: { kind: "state.changed", data: { ...transition, visited: [...visited] } },
  };
}

const isRewound = (view: Readonly<TurnView>) =>
  view.events.some(({ kind, data }) => kind === "state.changed" && data["reason"] === retried);

const hasStep = (view: Readonly<TurnView>) => view.assembly.parts.some(({ type }) => type === "step-start");

async function* sayFarewell(turn: Turn, ports: TurnPorts): AsyncGenerator<TurnItem, void> {
  const { view } = turn;
  const { bot } = turn.conversation;
  if (hasStep(view) && !view.inStep) return;
  if (!view.inStep) yield { chunk: { type: "start-step" } };
  if (textOf(view.assembly.parts) === "") {
    const words = await composeFarewell(bot, turn.language, turn.userMessage.content, {
      model: ports.smallModel,
      random: ports.random,
      log: ports.log,
      signal: turn.signal,
    });
    yield* say(words);
  }
  yield* changeState(view, followedFlow(turn.conversation), "closed", "farewell");
  yield { chunk: { type: "finish-step" } };
}

function work(turn: Turn, context: TurnContext, files: PromptFiles, ports: TurnPorts): AsyncGenerator<TurnItem, void> {
  const { language, view, conversation } = turn;
  const { budget } = conversation.bot;
  if (budget.money !== null && ports.modelPrice === null) ports.log.warn("budget.price_unknown", { turn_id: turn.turnId });
  return runAgentLoop({
    view,
    resumed: turn.resumed,
    flow: followedFlow(conversation),
    tools: ports.tools,
    effects: { mode: conversation.effects, ledger: ports.effects },
    prompt: () => buildPrompt(systemPrompt(turn, context), turn.history, view.assembly.parts, files),
    describe: ports.describeTools,
    openModel: ports.openModel,
    modelSilenceMs: ports.modelSilenceMs,
    contextOf: (call) => ports.toolContext(turn, call),
    onFailure: (tool, cause) => {
      if (!turn.signal.aborted) ports.log.error("tool.failed", { tool, message: reasonOf(cause) });
    },
    signal: turn.signal,
    meter: new Meter(budget, ports.modelPrice, ports.clock, turn.begunAt),
    sentences: {
      empty: phrases.empty[language],
      refused: phrases.refused[language],
      outOfTime: phrases.outOfTime[language],
      outOfBudget: phrases.outOfBudget[language],
    },
  });
}

/** System prompts by bot: from one turn to the next of all its conversations little of them changes. Nobody's name is among them. */
const rendered = new WeakMap<BotSnapshot, Map<string, string>>();
const mostRendered = 30;

/** The system prompt of this step, exactly as it is sent. */
function systemPrompt(turn: Turn, context: TurnContext): string {
  const { bot, flow } = turn.conversation;
  if (context.user?.name || context.skill || flow) return renderSystemPrompt(turn, context);
  const known = rendered.get(bot) ?? new Map<string, string>();
  const key = JSON.stringify([turn.view.position.state, turn.language]);
  const prompt = known.get(key) ?? renderSystemPrompt(turn, context);
  if (known.size >= mostRendered) known.clear();
  rendered.set(bot, known.set(key, prompt));
  return prompt;
}

function renderSystemPrompt(turn: Turn, context: TurnContext): string {
  const { instructions } = turn.conversation.bot;
  const flow = followedFlow(turn.conversation);
  const { state } = turn.view.position;
  return renderPrompt(agentPrompt, {
    instructions,
    skill: context.skill ?? false,
    customer: context.user?.name ? { name: context.user.name } : false,
    language: turn.language,
    languageName: languageNames[turn.language] ?? turn.language,
    state,
    stateLabel: flow.states[state]?.label[turn.language] ?? state,
    tools: allowedTools(flow, state).join(", ") || "none",
  });
}
