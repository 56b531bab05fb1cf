/**
 * Sessions that wander through a flow at random: turns, answers made again, branches chosen, staff, farewells. The machine decides, the
 * conversation's own code writes what happens between turns, and each branch carries along what its customer went through, by which
 * the figures are checked.
 */
import { close, giveBack, say, selectBranch, takeOver, type Written } from "../../src/conversations/between-turns.ts";
import type { Address } from "../../src/conversations/port.ts";
import { propose, type Flow, type Position } from "../../src/lifecycle/index.ts";
import type { JsonObject } from "../../src/platform/ports.ts";
import type { ConversationRecord, EventKind, LogEvent, LogRow } from "../../src/transcript/records.ts";
import { messageAt, recordOf } from "./history.ts";
import type { SeededRandom } from "./random.ts";

/** A state that was come into. */
export interface Entry {
  state: string;
  reason: string;
  at: number;
}

export interface WalkedCall {
  tool: string;
  outcome: "called" | "failed" | "blocked";
  state: string;
  milliseconds: number;
}

export interface WalkedTurn {
  endState: string;
  steps: number;
  inputTokens: number;
  calls: WalkedCall[];
}

export interface WalkedHandover {
  reason: string | null;
  from: string;
  startedAt: number;
  endedAt: number | null;
}

export interface WalkedSession {
  record: ConversationRecord;
  rows: LogRow[];
  /** What the customer went through, on the branch that is talked on. */
  track: Entry[];
  /** On all branches. */
  turns: WalkedTurn[];
  handovers: WalkedHandover[];
}

/** An end of a branch: where it stands, and how it came there. */
interface Leaf {
  row: LogRow;
  position: Position;
  track: Entry[];
}

/** The question that the head answers, as it was asked. */
interface Asked {
  questionSeq: number;
  position: Position;
  track: Entry[];
}

const minute = 60_000;
const reasons = ["customer asked", "low confidence", null] as const;
const tools = ["search_offerings", "get_offering_details", "trigger_web_hook"] as const;

export function walkSession(address: Address, flow: Flow, random: SeededRandom, change: Partial<ConversationRecord>): WalkedSession {
  const walk = new Walk(address, flow, random, change);
  const steps = random.whole(0, 12);
  for (let step = 0; step < steps; step++) walk.step();
  return walk.session();
}

class Walk {
  readonly #flow: Flow;
  readonly #random: SeededRandom;
  readonly #rows: LogRow[] = [];
  readonly #leaves = new Map<number, Leaf>();
  readonly #turns: WalkedTurn[] = [];
  readonly #handovers: WalkedHandover[] = [];
  #record: ConversationRecord;
  #track: Entry[];
  #asked: Asked | null = null;
  #now: number;

  constructor(address: Address, flow: Flow, random: SeededRandom, change: Partial<ConversationRecord>) {
    const plain = recordOf(address);
    const begun = { state: flow.initial, visited: [flow.initial], bot: { ...plain.bot, flow } };
    this.#record = { ...plain, ...begun, ...change };
    this.#record.updatedAt = this.#record.startedAt;
    this.#flow = flow;
    this.#random = random;
    this.#now = this.#record.startedAt;
    this.#track = [{ state: flow.initial, reason: "begun", at: this.#now }];
  }

  session(): WalkedSession {
    return { record: this.#record, rows: this.#rows, track: this.#track, turns: this.#turns, handovers: this.#handovers };
  }

  step(): void {
    this.#now += this.#random.whole(1, 20 * minute);
    if (this.#record.handler === "staff") return this.#random.chance(0.7) ? this.#release() : this.#farewell();
    const dice = this.#random.number();
    if (dice < 0.6) return this.#ask();
    if (dice < 0.75) return this.#again();
    if (dice < 0.85) return this.#choose();
    if (dice < 0.95) return this.#handOver();
    this.#farewell();
  }

  #ask(): void {
    const asked = say(this.#record, saying(this.#record, "user"), this.#now);
    this.#keep(asked);
    const { state, visited } = this.#record;
    this.#asked = { questionSeq: asked.message.seq, position: { state, visited }, track: [...this.#track] };
    this.#answer([]);
  }

  /** Another answer to the last question: it begins where that was asked. */
  #again(): void {
    const asked = this.#asked;
    const superseded = this.#record.headSeq;
    if (asked === null || this.#record.state === "closed") return;
    const { questionSeq, position } = asked;
    const { state, visited } = position;
    const moved = this.#record.state === state ? [] : [changed(this.#record.state, position, "retry")];
    this.#record = { ...this.#record, state, visited: [...visited], headSeq: questionSeq };
    this.#track = [...asked.track];
    this.#answer(moved);
    const known = this.#record.branches[questionSeq] ?? [superseded];
    this.#record.branches = { ...this.#record.branches, [questionSeq]: [...known, this.#record.headSeq] };
  }

  #answer(opening: Happening[]): void {
    const happened = [...opening];
    const calls: WalkedCall[] = [];
    let position: Position = { state: this.#record.state, visited: this.#record.visited };
    const move = (to: string, reason: string) => {
      const decision = propose(this.#flow, position, to, reason);
      if (!decision.accepted)
        return void happened.push({ kind: "state.refused", data: { from: position.state, to, reason: decision.reason } });
      for (const transition of decision.transitions) {
        happened.push({ kind: "state.changed", data: { ...transition, visited: [...decision.position.visited] } });
        this.#enter(transition.to, transition.reason);
      }
      position = decision.position;
    };
    if (position.state === "closed") move(this.#flow.initial, "reopened");
    const asking = this.#random.whole(0, 3);
    for (let call = 0; call < asking; call++) {
      const made = this.#call(position.state);
      calls.push(made);
      happened.push(eventOf(made));
      if (made.outcome === "called") move(this.#destination(position.state), `tool:${made.tool}`);
    }
    const steps = asking === 0 ? this.#random.whole(0, 2) : asking + 1;
    const usage = { steps, input_tokens: steps * 100 };
    this.#turns.push({ endState: position.state, steps, inputTokens: steps * 100, calls });
    this.#settle(position, [...happened, { kind: "turn.ended", data: { status: "complete", state: position.state, usage } }]);
  }

  #call(state: string): WalkedCall {
    const outcome = this.#random.pick(["called", "called", "called", "failed", "blocked"] as const);
    return { tool: this.#random.pick(tools), outcome, state, milliseconds: outcome === "blocked" ? 0 : this.#random.whole(1, 900) };
  }

  #settle({ state, visited }: Position, happened: readonly Happening[]): void {
    const { lastSeq, headSeq } = this.#record;
    const events = happened.map((one, index): LogEvent => ({
      seq: lastSeq + 1 + index,
      turnId: `turn_${lastSeq}`,
      at: this.#now,
      ...one,
    }));
    const seq = lastSeq + events.length;
    const message = messageAt(seq, { authorType: "assistant", createdAt: this.#now, updatedAt: this.#now });
    const row: LogRow = { seq, message, previousSeq: headSeq, events, turn: null, stream: null, recording: null };
    const head = { lastSeq: seq, headSeq: seq, lastMessageId: message.id };
    this.#keep({ row, record: { ...this.#record, ...head, state, visited: [...visited], updatedAt: this.#now } });
  }

  #handOver(): void {
    const reason = this.#random.pick(reasons);
    this.#handovers.push({ reason, from: this.#record.state, startedAt: this.#now, endedAt: null });
    this.#between(takeOver(this.#record, reason, this.#now), "handover");
    // What staff have a hand in is not gone around.
    this.#asked = null;
  }

  #release(): void {
    this.#handedBack();
    this.#between(giveBack(this.#record, this.#now), "handover:released");
  }

  #farewell(): void {
    if (this.#record.state === "closed") return;
    const isSilent = this.#record.handler === "bot" && this.#random.chance(0.5);
    if (this.#record.handler === "staff") this.#handedBack();
    // Who was silent until then had gone when the last word was said.
    const silentSince = isSilent ? this.#record.updatedAt : null;
    const written = close(this.#record, saying(this.#record, "assistant"), this.#now, silentSince);
    this.#between(written, isSilent ? "idle" : "closed", silentSince ?? this.#now);
    this.#asked = null;
  }

  #handedBack(): void {
    const last = this.#handovers.at(-1);
    if (last) last.endedAt = this.#now;
  }

  /** Back to another end. */
  #choose(): void {
    const others = [...this.#leaves.values()].filter(({ row }) => row.seq !== this.#record.headSeq);
    const [first, ...rest] = others;
    if (first === undefined) return;
    const { row, position, track } = this.#random.pick([first, ...rest]);
    const written = selectBranch(this.#record, row, { position, shown: [], focus: null }, this.#now);
    this.#track = [...track];
    this.#asked = null;
    this.#between(written, "branch");
  }

  #between(written: Written, reason: string, at = this.#now): void {
    this.#enter(written.record.state, reason, at);
    this.#keep(written);
  }

  #enter(state: string, reason: string, at = this.#now): void {
    if (this.#track.at(-1)?.state !== state) this.#track.push({ state, reason, at });
  }

  #keep({ row, record }: Written): void {
    this.#rows.push(row);
    this.#record = record;
    if (row.message) this.#leaves.delete(row.previousSeq);
    const head = this.#rows.find(({ seq }) => seq === record.headSeq);
    if (!head || head.message?.authorType === "user") return;
    this.#leaves.set(head.seq, {
      row: head,
      position: { state: record.state, visited: record.visited },
      track: [...this.#track],
    });
  }

  /** Mostly one that may follow, sometimes any. */
  #destination(state: string): string {
    const [next, ...others] = this.#flow.states[state]?.next ?? [];
    if (next !== undefined && this.#random.chance(0.6)) return this.#random.pick([next, ...others]);
    const [first = this.#flow.initial, ...rest] = Object.keys(this.#flow.states).filter((name) => name !== "handover");
    return this.#random.pick([first, ...rest]);
  }
}

type Happening = { kind: EventKind; data: JsonObject };

const saying = ({ lastSeq }: ConversationRecord, authorType: "user" | "assistant") => ({
  id: `said_${lastSeq + 1}`,
  authorType,
  parts: [{ type: "text", text: "…" }],
  metadata: {},
});

const changed = (from: string, { state, visited }: Position, reason: string): Happening => ({
  kind: "state.changed",
  data: { from, to: state, reason, visited: [...visited] },
});

function eventOf({ tool, outcome, state, milliseconds }: WalkedCall): Happening {
  if (outcome === "blocked") return { kind: "tool.blocked", data: { tool, state, tool_call_id: "call", reason: "tool_not_allowed" } };
  return { kind: "tool.called", data: { tool, state, tool_call_id: "call", succeeded: outcome === "called", duration_ms: milliseconds } };
}
