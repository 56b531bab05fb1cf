/** A turn that has not ended: its row, what it has said so far, and who listens. */
import { standingOf, type SettledTurn } from "../../src/conversations/index.ts";
import {
  applyItem,
  newTurnView,
  type ConversationRecord,
  type LoggedItem,
  type TurnItem,
  type TurnRow,
  type TurnView,
} from "../../src/transcript/index.ts";
import type { TurnRecorder } from "../../src/replay/index.ts";
import type { StateName } from "../../src/lifecycle/index.ts";
import type { TurnLog } from "./turn-log.ts";

/** One for all: a new error costs a stack. */
const hasEnded = new Error("the turn has ended");

export class LiveTurn {
  /** Replaced when it begins, is merged or ends. */
  row: TurnRow;
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
  /** Notes what the turn takes from the outside; null where the bot does not record, and until it begins. */
  recorder: TurnRecorder | null = null;
  /** Whether an earlier process has begun it and left something to go on from. */
  resumed = false;
  /** Characters that the model has said so far, thoughts and arguments included. */
  said = 0;
  /** Once true, nothing that a late runner produces counts. */
  ended = false;

  constructor(row: TurnRow, record: ConversationRecord, log: TurnLog, now: () => number) {
    this.row = row;
    this.log = log;
    this.#now = now;
    this.view = viewAt(row, record);
    this.settled = new Promise((resolve) => (this.resolveSettled = resolve));
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** The turn's own view of where the conversation stands: as it was when the question was asked, also for a later attempt. */
  startFrom(record: ConversationRecord): void {
    this.view = viewAt(this.row, record);
    const { state } = this.view.position;
    this.rewoundFrom = state === record.state ? null : record.state;
  }

  /** Calls `expire` when the turn has not ended in time. */
  expireAfter(milliseconds: number, expire: () => void): void {
    this.#expiry = setTimeout(() => {
      if (!this.ended) expire();
    }, milliseconds);
  }

  /** Takes items that an earlier process has put on disk. */
  adopt(items: readonly LoggedItem[]): void {
    for (const item of items) applyItem(this.view, item);
    this.log.adopt(items);
    this.resumed = items.length > 0;
  }

  /** Gives the item its place in the conversation's log. */
  take(item: TurnItem): void {
    const logged = { seq: this.view.lastSeq + 1, at: item.event ? this.#now() : 0, ...item };
    applyItem(this.view, logged);
    this.log.append(logged);
    const { chunk } = item;
    if ("delta" in chunk) this.said += chunk.delta.length;
    else if ("inputTextDelta" in chunk) this.said += chunk.inputTextDelta.length;
  }

  /** From here on nothing of the runner counts; its model and tools are told to stop, where they have not ended by themselves. */
  end(byItself = false): void {
    this.ended = true;
    if (this.#expiry !== null) clearTimeout(this.#expiry);
    this.log.hold();
    if (!byItself) this.#abort.abort(hasEnded);
  }
}

function viewAt({ turnId, from }: TurnRow, record: ConversationRecord): TurnView {
  return newTurnView(turnId, from ?? standingOf(record), record.lastSeq);
}
