/** A conversation in memory whose turns are recorded: the object's course of begin, run and settle, with everything scripted. */
import type { LanguageModelV4 } from "@ai-sdk/provider";
import type { EffectLedger } from "../../src/agents/index.ts";
import {
  beginTurn,
  betweenTurns,
  decideRecovery,
  greetingMessage,
  newTurn,
  openingRecord,
  retryTurn,
  rowOf,
  runTurn,
  settleTurn,
  standingOf,
  type SendInput,
  type TurnPorts,
} from "../../src/conversations/index.ts";
import { retailFlow, type Flow } from "../../src/lifecycle/index.ts";
import { exportOf, recordTurn, type ExportedConversation } from "../../src/replay/index.ts";
import { recentOf } from "../../src/replay/branch.ts";
import type { Tool } from "../../src/tools/index.ts";
import {
  applyItem,
  firstLink,
  linkOf,
  newTurnView,
  Packer,
  unpack,
  type ConversationRecord,
  type HandedRow,
  type LoggedItem,
  type LogRow,
  type MessageStatus,
  type TurnItem,
  type TurnRow,
  type TurnView,
} from "../../src/transcript/index.ts";
import { contextOf, describe, epoch, smallSaying, type Script } from "./replay-script.ts";

export class RecordedConversation {
  record: ConversationRecord;
  readonly rows: LogRow[] = [];
  readonly #turns: TurnRow[] = [];
  readonly #recording: boolean;
  #now = epoch;
  #ids = 0;

  constructor({ recording = true }: { recording?: boolean } = {}) {
    this.#recording = recording;
    const bot = {
      id: "bot",
      name: "Bot",
      instructions: "You sell.",
      greeting: { enabled: true },
      language: "vi",
      onBusy: "queue",
      flow: retailFlow,
      budget: { tokens: null, seconds: null, steps: null, money: null },
      recording,
    } as const;
    const address = { tenantId: "t", conversationId: "c" };
    const greeting = greetingMessage("Xin chào!", "msg_greeting", epoch);
    const start = {
      address,
      actor: { role: "owner" },
      userId: "u",
      skillId: null,
      botId: null,
      language: null,
      metadata: {},
      greet: true,
    } as const;
    this.record = openingRecord(start, bot, "vi", greeting, epoch);
    this.rows.push(rowOf(greeting, 0));
  }

  /** Asks, and runs the turn by the script. */
  say(text: string, script: Script): Promise<LogRow> {
    return this.#turn(newTurn(this.#asking(text, null), this.#idPort, this.#tick()), script);
  }

  /** Answers the last question again. */
  retry(script: Script): Promise<LogRow> {
    const last = this.#turns.at(-1);
    if (!last) throw new Error("Nothing was asked.");
    return this.#turn(retryTurn(last, this.#idPort, this.#tick()), script);
  }

  /** Puts other words beside the last question. */
  edit(text: string, script: Script): Promise<LogRow> {
    const last = this.#turns.at(-1);
    const question = this.rows.find(({ seq }) => seq === last?.questionSeq);
    if (!last || !question?.message) throw new Error("Nothing was asked.");
    const after = { id: question.message.previousMessageId, seq: question.previousSeq };
    const input = this.#asking(text, question.message.id);
    return this.#turn(newTurn(input, this.#idPort, this.#tick(), { seq: question.seq, after, from: last.from }), script);
  }

  /** An event from outside of turns, as when staff take over. */
  happen(state: string): void {
    const seq = this.record.lastSeq + 1;
    const data = { from: this.record.state, to: state, reason: "staff", visited: [state] };
    const event = { seq, kind: "state.changed", turnId: null, at: this.#tick(), data } as const;
    this.rows.push({ seq, message: null, previousSeq: this.record.headSeq, events: [event], turn: null, stream: null, recording: null });
    this.record = { ...this.record, lastSeq: seq, state, visited: [state] };
  }

  /** It is moved to another flow. */
  moveTo(flow: Flow): void {
    const { row, record } = betweenTurns.changeFlow(this.record, flow, this.#tick());
    this.rows.push(row);
    this.record = record;
  }

  async export(): Promise<ExportedConversation> {
    const rows: HandedRow[] = [];
    let hash = firstLink;
    for (const row of this.rows) rows.push({ ...row, hash: (hash = await linkOf(hash, row)) });
    // Through JSON, as a file would be.
    return JSON.parse(JSON.stringify(exportOf(this.record, rows, this.#now)));
  }

  get #idPort() {
    return { next: (prefix: string) => `${prefix}_${++this.#ids}` };
  }

  #tick(): number {
    return (this.#now += 7);
  }

  #asking(text: string, edits: string | null): SendInput {
    const address = { tenantId: "t", conversationId: "c" };
    return {
      address,
      actor: { role: "owner" },
      messageId: null,
      parts: [{ type: "text", text }],
      metadata: {},
      trigger: "submit",
      edits,
      requestId: null,
    };
  }

  async #turn(accepted: TurnRow, script: Script): Promise<LogRow> {
    const begun = beginTurn(this.record, accepted, this.#tick());
    this.record = begun.record;
    this.rows.push(...begun.questions);
    let process = this.#process(begun.row, script, []);
    await process.run();
    if (process.died) {
      // The next process finds what the first one has kept.
      const kept = unpack(process.packed.join(","), begun.record.lastSeq + 1);
      const recovery = decideRecovery(begun.row, kept, this.#tick());
      if (recovery.kind !== "resume") throw new Error("It did not get on.");
      const row = { ...begun.row, stalled: recovery.stalled };
      process = this.#process(row, { ...script, dies: undefined, steps: script.resumed ?? [] }, kept.slice(0, recovery.kept));
      await process.run();
    }
    return this.#settle(process);
  }

  #process(row: TurnRow, script: Script, kept: readonly LoggedItem[]): Process {
    const input = { record: this.record, rows: this.rows, row, kept, script, recording: this.#recording };
    return new Process(input, () => this.#tick());
  }

  #settle({ row, view, status, failure, take, packed, recorder }: Process): LogRow {
    const now = this.#tick();
    const endedAfter = view.lastSeq;
    const { answer, record } = settleTurn({ record: this.record, row, view, status, failure, now }, take);
    const recording = recorder?.pack({ view, status, endedAfter, now }) ?? null;
    const settled = { ...answer, stream: packed.join(","), recording };
    this.record = record;
    this.rows.push(settled);
    this.#turns.push(answer.turn);
    return settled;
  }
}

interface ProcessInput {
  record: ConversationRecord;
  rows: readonly LogRow[];
  row: TurnRow;
  kept: readonly LoggedItem[];
  script: Script;
  recording: boolean;
}

/** One process that runs a turn, from its beginning or from what an earlier one has kept. */
class Process {
  readonly row: TurnRow;
  readonly view: TurnView;
  readonly packed: string[] = [];
  readonly recorder;
  status: MessageStatus = "complete";
  failure: unknown = null;
  died = false;
  readonly #input: ProcessInput;
  readonly #tick: () => number;
  readonly #rewoundFrom: string | null;
  readonly #packer = new Packer();
  readonly #abort = new AbortController();
  readonly #ports: TurnPorts;

  constructor(input: ProcessInput, tick: () => number) {
    const { record, row, kept } = input;
    this.row = row;
    this.#input = input;
    this.#tick = tick;
    const { state, lastSeq } = record;
    const from = row.from ?? standingOf(record);
    this.view = newTurnView(row.turnId, from, lastSeq);
    this.#rewoundFrom = from.position.state === state ? null : state;
    for (const item of kept) {
      applyItem(this.view, item);
      this.packed.push(this.#packer.pack(item));
    }
    const resumedWith = kept.length > 0 ? this.packed.join(",") : null;
    const ports = this.#outside();
    this.recorder = input.recording ? recordTurn(ports, { record, resumedWith }) : null;
    this.#ports = this.recorder?.ports ?? ports;
  }

  readonly take = (item: TurnItem): void => {
    const logged = { seq: this.view.lastSeq + 1, at: item.event ? this.#tick() : 0, ...item };
    applyItem(this.view, logged);
    this.packed.push(this.#packer.pack(logged));
  };

  async run(): Promise<void> {
    const { record, rows, row, kept, script } = this.#input;
    const known = new Map(rows.map((one) => [one.seq, one]));
    const history = recentOf(known, record.headSeq);
    const userMessage = history.findLast(({ id }) => id === row.messageId);
    if (!userMessage) throw new Error("The question is not there.");
    const turn = {
      turnId: row.turnId,
      answerId: row.answerId,
      conversation: record,
      history,
      userMessage,
      language: record.language,
      rewoundFrom: this.#rewoundFrom,
      view: this.view,
      resumed: kept.length > 0,
      begunAt: row.begunAt ?? row.acceptedAt,
      signal: this.#abort.signal,
    };
    let taken = 0;
    try {
      if (script.stops === 0) return this.#end("stopped");
      for await (const item of runTurn(turn, this.#ports)) {
        if (this.#abort.signal.aborted) return;
        this.take(item);
        taken++;
        if (taken === script.stops) return this.#end("stopped");
        if (taken === script.dies) {
          this.died = true;
          return this.#end("interrupted");
        }
      }
    } catch (error) {
      if (this.#abort.signal.aborted) return;
      this.failure = error;
      this.status = "failed";
    }
  }

  #end(status: MessageStatus): void {
    this.status = status;
    this.#abort.abort(new Error("the turn has ended"));
  }

  #outside(): TurnPorts {
    const { record, script } = this.#input;
    const clock = { now: this.#tick };
    let calls = 0;
    const tools: ReadonlyMap<string, Tool> = new Map((script.tools ?? []).map((tool) => [tool.name, tool]));
    return {
      clock,
      random: () => 0.25 + this.#tick() / 1e15,
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
      tools,
      describeTools: describe,
      loadContext: async () => ({ user: { name: "Lan", metadata: { secret: "unread" } }, skill: null }),
      openModel(options) {
        const step = script.steps[calls++];
        if (!step) throw new Error(`The script has no step ${calls}.`);
        return step(options);
      },
      smallModel: (): LanguageModelV4 => script.small ?? smallSaying("Tạm biệt!"),
      effects: ledger(),
      modelPrice: { input: 1, output: 2, cached: 0.5 },
      modelSilenceMs: 60_000,
      toolContext: (turn, call) => contextOf(turn, call, record, clock),
    };
  }
}

function ledger(): EffectLedger {
  const begun = new Set<string>();
  return {
    async begin(key) {
      if (begun.has(key)) return { kind: "uncertain" };
      begun.add(key);
      return { kind: "fresh" };
    },
    end: () => undefined,
    forget: (key) => void begun.delete(key),
    recorded: () => null,
  };
}
