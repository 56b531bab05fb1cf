/** A turn that has not ended: its row, what it has said so far, and who listens. */
import type { SettledTurn, TurnRow } from "../../src/conversations/index.ts";
import {
  applyItem,
  newTurnView,
  type ConversationRecord,
  type LoggedItem,
  type TurnItem,
  type TurnView,
} from "../../src/transcript/index.ts";
import type { StateName } from "../../src/lifecycle/index.ts";
import { TurnLog, type TurnLogPorts } from "./turn-log.ts";

export class LiveTurn {
  readonly row: TurnRow;
  readonly log: TurnLog;
  readonly settled: Promise<SettledTurn>;
  readonly #abort = new AbortController();
  readonly #now: () => number;
  #expiry: ReturnType<typeof setTimeout> | null = null;
  resolveSettled!: (settled: SettledTurn) => void;
  view: TurnView;
  /** The storage's count of rows written when the turn was accepted. */
  rowsBefore = 0;
  /** The state that an earlier attempt has left, where this one begins in another. */
  rewoundFrom: StateName | null = null;
  /** Characters that the model has said so far, thoughts and arguments included. */
  said = 0;
  /** Once true, nothing that a late runner produces counts. */
  ended = false;

  constructor(row: TurnRow, record: ConversationRecord, ports: TurnLogPorts) {
    this.row = row;
    this.log = new TurnLog(ports);
    this.#now = ports.now;
    this.view = newTurnView(row.turnId, { state: record.state, visited: record.visited }, record.shown, record.focus, record.lastSeq);
    this.settled = new Promise((resolve) => (this.resolveSettled = resolve));
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** The turn's own view of where the conversation stands: as it was when the question was asked, also for a later attempt. */
  startFrom(record: ConversationRecord): void {
    const { from, turnId } = this.row;
    const position = from?.position ?? { state: record.state, visited: record.visited };
    this.rewoundFrom = position.state === record.state ? null : record.state;
    this.view = newTurnView(turnId, position, from?.shown ?? record.shown, from ? from.focus : record.focus, record.lastSeq);
  }

  /** Calls `expire` when the turn has not ended in time. */
  expireAfter(milliseconds: number, expire: () => void): void {
    this.#expiry = setTimeout(() => {
      if (!this.ended) expire();
    }, milliseconds);
  }

  /** Takes items that an earlier runner has put on disk. */
  adopt(items: readonly LoggedItem[]): void {
    for (const item of items) applyItem(this.view, item);
    this.log.adopt(items);
  }

  /** Whether anything was said or done yet that a customer or a tool would notice. */
  get hasProgress(): boolean {
    return this.view.events.length > 0 || this.view.assembly.parts.some((part) => part.type !== "step-start" && part["text"] !== "");
  }

  /** Gives the item its place in the conversation's log. */
  take(item: TurnItem): void {
    const logged = { seq: this.view.lastSeq + 1, at: this.#now(), ...item };
    applyItem(this.view, logged);
    this.log.append(logged);
    const { chunk } = item;
    if ("delta" in chunk) this.said += chunk.delta.length;
    else if ("inputTextDelta" in chunk) this.said += chunk.inputTextDelta.length;
  }

  /** From here on nothing of the runner counts; its model and tools are told to stop. */
  end(): void {
    this.ended = true;
    if (this.#expiry !== null) clearTimeout(this.#expiry);
    this.#abort.abort(new Error("the turn has ended"));
  }
}
