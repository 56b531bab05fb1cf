/** A conversation in memory that runs real turns on scripted models and fake tools: what the object does, without the object. */
import type { LanguageModelV4, LanguageModelV4CallOptions } from "@ai-sdk/provider";
import { effectKeyIn, type EffectLedger } from "../../src/agents/index.ts";
import {
  beginTurn,
  greetingMessage,
  newTurn,
  openingRecord,
  runTurn,
  settleTurn,
  standingOf,
  type Begun,
  type TurnContext,
  type TurnPorts,
} from "../../src/conversations/index.ts";
import {
  applyItem,
  newTurnView,
  type BotSnapshot,
  type Budget,
  type ConversationRecord,
  type LoggedItem,
  type StoredMessage,
  type TurnItem,
  type TurnView,
} from "../../src/transcript/index.ts";
import { retailFlow, type Flow, type Position } from "../../src/lifecycle/index.ts";
import type { ModelPrice } from "../../src/models/index.ts";
import type { Language } from "../../src/platform/ports.ts";
import type { Tool } from "../../src/tools/contract.ts";
import { FakeLedger } from "./fake-ledger.ts";
import { countingIds, keptLog, smallSaying } from "./fake-ports.ts";
import { fakeContext, toolMap } from "./fake-tools.ts";
import { streamed, type Part } from "./model-parts.ts";

export { countingIds, keptLog, smallSaying } from "./fake-ports.ts";
export { fakeContext, fakeTool, nineTools, toolMap } from "./fake-tools.ts";

const epoch = Date.parse("2026-11-20T10:00:00.000Z");

/** What the model does when it is called: it sends these parts, or whatever the function makes of the call. */
export type Step = readonly Part[] | ((options: LanguageModelV4CallOptions) => AsyncIterable<Part>);

export interface FakeSettings {
  tools?: ReadonlyMap<string, Tool>;
  flow?: Flow;
  state?: string;
  language?: Language;
  context?: TurnContext;
  smallModel?: () => LanguageModelV4;
  budget?: Partial<Budget>;
  modelPrice?: ModelPrice;
  modelSilenceMs?: number;
  ledger?: EffectLedger;
  /** Makes it a fenced fork of the conversation `c`. */
  fenced?: true;
}

export interface SayOptions {
  /** The turn is stopped after an item of which this is true. */
  after?: (item: LoggedItem) => boolean;
  /** The turn is stopped whenever this aborts. */
  by?: AbortController;
  /** Makes it another attempt, which begins where the question was first asked. */
  from?: Position;
  /** The process dies once it has told this many items. */
  dies?: number;
}

/** What became of a turn. */
export interface Spoken {
  items: LoggedItem[];
  /** How many of the items the turn itself has told, before it was settled. */
  told: number;
  chunks: LoggedItem["chunk"][];
  answer: StoredMessage;
  view: TurnView;
  /** What the turn threw, if it failed. */
  error: unknown;
  /** Every call of the model, in order. */
  modelCalls: LanguageModelV4CallOptions[];
}

export class FakeConversation {
  record: ConversationRecord;
  readonly messages: StoredMessage[] = [];
  readonly log = keptLog();
  readonly #settings: FakeSettings;
  readonly #ids = countingIds();
  readonly #ledger: EffectLedger;
  #now = epoch;
  #begun: Begun | null = null;

  constructor(settings: FakeSettings = {}) {
    this.#settings = settings;
    this.#ledger = settings.ledger ?? new FakeLedger();
    const { flow = retailFlow, language = "vi", state = flow.initial } = settings;
    const greeting = greetingMessage("Xin chào!", "msg_greeting", epoch);
    this.messages.push(greeting);
    const opened = openingRecord(start(language), fakeBot(settings), language, greeting, epoch);
    const fence = { conversationId: "fork", effects: "fenced", forkedFrom: { conversationId: "c", seq: 1 } } as const;
    this.record = { ...opened, state, visited: [...new Set([flow.initial, state])], ...(settings.fenced ? fence : {}) };
  }

  /** Runs the turn that answers `text`. */
  async say(text: string, steps: readonly Step[], options: SayOptions = {}): Promise<Spoken> {
    this.#begun = this.#ask(text, options.from);
    return this.#run(this.#begun, [], steps, options);
  }

  /** Runs the last turn again, as another process does that has found only these of its items: the script is gone on with. */
  async takeUp(kept: readonly LoggedItem[], steps: readonly Step[], options: SayOptions = {}): Promise<Spoken> {
    if (!this.#begun) throw new Error("Nothing was said.");
    this.messages.pop();
    return this.#run(this.#begun, kept, steps, options);
  }

  async #run(begun: Begun, kept: readonly LoggedItem[], steps: readonly Step[], { after, by, from, dies }: SayOptions): Promise<Spoken> {
    const abort = by ?? new AbortController();
    const { row, record } = begun;
    const standing = row.from ?? standingOf(record);
    const view = newTurnView(row.turnId, { ...standing, position: from ?? standing.position }, record.lastSeq);
    const items = kept.map((item) => structuredClone(item));
    for (const item of items) applyItem(view, item);
    const take = (item: TurnItem) => {
      const logged = { seq: view.lastSeq + 1, at: this.#tick(), ...item };
      applyItem(view, logged);
      items.push(logged);
      return logged;
    };
    const { ports, modelCalls } = this.#ports(view, steps, abort.signal);
    let error: unknown;
    try {
      for await (const item of runTurn(this.#turn(begun, view, abort.signal, kept.length > 0), ports)) {
        // Nothing counts that comes after a stop.
        if (abort.signal.aborted) break;
        const taken = take(item);
        if (after?.(taken)) abort.abort(new Error("stopped"));
        if (items.length === dies) break;
      }
    } catch (thrown) {
      if (!abort.signal.aborted) error = thrown;
    }
    const status = abort.signal.aborted ? "stopped" : error === undefined ? "complete" : "failed";
    const told = items.length;
    const settled = settleTurn({ record, row, view, status, failure: error, now: this.#tick() }, take);
    this.messages.push(settled.answer.message);
    this.record = settled.record;
    return { items, told, chunks: items.map(({ chunk }) => chunk), answer: settled.answer.message, view, error, modelCalls };
  }

  #tick(): number {
    return (this.#now += 1000);
  }

  #ask(text: string, from: Position | undefined): Begun {
    const { tenantId, conversationId, shown, focus, kept } = this.record;
    const question = { parts: [{ type: "text", text }], metadata: {} };
    const address = { tenantId, conversationId };
    const row = newTurn(
      { ...question, address, actor: { role: "owner" }, messageId: null, trigger: "submit", edits: null, requestId: null },
      this.#ids,
      this.#tick(),
    );
    const standing = from ? { position: from, shown, focus, kept } : null;
    // What the scripts say is no language: the conversation's own stays.
    const begun = beginTurn({ ...this.record }, { ...row, from: standing }, this.#now);
    this.messages.push(...begun.questions.flatMap(({ message }) => message ?? []));
    return { ...begun, record: { ...begun.record, language: this.record.language } };
  }

  #turn({ row, record }: Begun, view: TurnView, signal: AbortSignal, resumed: boolean): Parameters<typeof runTurn>[0] {
    const userMessage = this.messages.at(-1);
    if (!userMessage) throw new Error("Nothing was asked.");
    const { turnId, answerId, begunAt } = row;
    const position = row.from?.position ?? standingOf(record).position;
    return {
      turnId,
      answerId,
      conversation: record,
      history: [...this.messages],
      userMessage,
      language: record.language,
      rewoundFrom: position.state === record.state ? null : record.state,
      view,
      resumed,
      begunAt: begunAt ?? this.#now,
      signal,
    };
  }

  #ports(view: TurnView, steps: readonly Step[], signal: AbortSignal): { ports: TurnPorts; modelCalls: LanguageModelV4CallOptions[] } {
    const { tools = toolMap(), context = { user: null, skill: null }, smallModel = () => smallSaying("Tạm biệt!") } = this.#settings;
    const { modelPrice = null, modelSilenceMs = 60_000 } = this.#settings;
    const said = view.usage.steps;
    const modelCalls: LanguageModelV4CallOptions[] = [];
    const clock = { now: () => this.#now };
    const ports: TurnPorts = {
      clock,
      random: () => 0.5,
      log: this.log,
      tools,
      describeTools: (names) => names.map((name) => ({ type: "function", name, inputSchema: { type: "object" } })),
      loadContext: async () => context,
      openModel: (options) => {
        const step = steps[said + modelCalls.length];
        modelCalls.push(options);
        if (!step) throw new Error(`The script has no step ${said + modelCalls.length - 1}.`);
        return typeof step === "function" ? step(options) : streamed(step);
      },
      smallModel,
      toolContext: (turn, call) => {
        const { tenantId, conversationId, userId } = turn.conversation;
        const { shown, focus } = view;
        const kept = view.kept[call.toolName] ?? null;
        const idempotencyKey = effectKeyIn(turn.conversation, turn.userMessage.id, call);
        const place = { tenantId, conversationId, userId, language: turn.language, state: view.position.state, shown, focus, kept };
        return fakeContext({ ...place, idempotencyKey, signal, clock });
      },
      effects: this.#ledger,
      modelPrice,
      modelSilenceMs,
    };
    return { ports, modelCalls };
  }
}

const start = (language: Language) =>
  ({
    address: { tenantId: "t", conversationId: "c" },
    actor: { role: "owner" },
    userId: "u",
    botId: null,
    skillId: null,
    language,
    metadata: {},
    greet: true,
  }) as const;

export function fakeBot({ flow = retailFlow, language = "vi", budget = {} }: FakeSettings = {}): BotSnapshot {
  return {
    id: "bot",
    name: "Bot",
    instructions: "You sell.",
    greeting: { enabled: true },
    language,
    onBusy: "queue",
    flow,
    budget: { tokens: null, seconds: null, steps: null, money: null, ...budget },
    recording: false,
  };
}
