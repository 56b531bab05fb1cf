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
import { TurnLog, type TurnLogPorts } from "./turn-log.ts";

export class LiveTurn {
  readonly row: TurnRow;
  readonly log: TurnLog;
  readonly settled: Promise<SettledTurn>;
  readonly #abort = new AbortController();
  readonly #now: () => number;
  resolveSettled!: (settled: SettledTurn) => void;
  rejectSettled!: (error: unknown) => void;
  view: TurnView;
  /** The storage's count of rows written when the turn was accepted. */
  rowsBefore = 0;
  /** Once true, nothing that a late runner produces counts. */
  ended = false;

  constructor(row: TurnRow, record: ConversationRecord, ports: TurnLogPorts) {
    this.row = row;
    this.log = new TurnLog(ports);
    this.#now = ports.now;
    this.view = newTurnView(row.turnId, { state: record.state, visited: record.visited }, record.shown, record.focus, record.lastSeq);
    this.settled = new Promise((resolve, reject) => {
      this.resolveSettled = resolve;
      this.rejectSettled = reject;
    });
    // Nobody may be waiting; a rejection without a listener must not bring the object down.
    this.settled.catch(() => undefined);
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** The turn's own view of where the conversation stands, from the moment at which it begins. */
  startFrom(record: ConversationRecord): void {
    this.view = newTurnView(this.row.turnId, { state: record.state, visited: record.visited }, record.shown, record.focus, record.lastSeq);
  }

  /** Takes items that an earlier runner has put on disk. */
  adopt(items: readonly LoggedItem[]): void {
    for (const item of items) applyItem(this.view, item);
  }

  /** Gives the item its place in the conversation's log. */
  take(item: TurnItem): void {
    const logged = { seq: this.view.lastSeq + 1, at: this.#now(), ...item };
    applyItem(this.view, logged);
    this.log.append(logged);
  }

  /** From here on nothing of the runner counts; its model and tools are told to stop. */
  end(): void {
    this.ended = true;
    this.#abort.abort(new Error("the turn has ended"));
  }
}
