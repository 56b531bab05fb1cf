/** A turn on its way: what it has said so far, folded as the object folds it. */
import { standingOf, type Turn } from "../conversations/index.ts";
import type { StateName } from "../lifecycle/index.ts";
import {
  applyItem,
  newTurnView,
  Packer,
  unpack,
  type ConversationRecord,
  type TurnItem,
  type TurnRow,
  type TurnView,
} from "../transcript/index.ts";
import { recentOf, type Rows } from "./branch.ts";

export interface CourseStart {
  row: TurnRow;
  /** The conversation with the turn's questions in its log. */
  record: ConversationRecord;
  /** The items with which it is taken up, packed; null where it begins. */
  resumedWith: string | null;
  /** When the event of this kind is, in milliseconds since the epoch. */
  eventAt(kind: string): number;
}

export class Course {
  readonly view: TurnView;
  /** The items, packed one by one. */
  readonly packed: string[] = [];
  readonly resumed: boolean;
  /** The state that an earlier attempt has left, where this one begins in another. */
  readonly #rewoundFrom: StateName | null;
  readonly #packer = new Packer();
  readonly #start: CourseStart;

  constructor(start: CourseStart) {
    this.#start = start;
    const { turnId, from } = start.row;
    const { state, lastSeq } = start.record;
    const standing = from ?? standingOf(start.record);
    this.view = newTurnView(turnId, standing, lastSeq);
    this.#rewoundFrom = standing.position.state === state ? null : state;
    const kept = start.resumedWith === null ? [] : unpack(start.resumedWith, lastSeq + 1);
    for (const item of kept) {
      applyItem(this.view, item);
      this.packed.push(this.#packer.pack(item));
    }
    this.resumed = kept.length > 0;
  }

  readonly take = (item: TurnItem): void => {
    const at = item.event ? this.#start.eventAt(item.event.kind) : 0;
    const logged = { seq: this.view.lastSeq + 1, at, ...item };
    applyItem(this.view, logged);
    this.packed.push(this.#packer.pack(logged));
  };

  /** The turn as its runner sees it. `rows` hold the log, its questions included. */
  turn(rows: Rows, signal: AbortSignal): Turn {
    const { row, record } = this.#start;
    const history = recentOf(rows, record.headSeq);
    const userMessage = history.findLast(({ id }) => id === row.messageId);
    if (!userMessage) throw new Error(`The question ${row.messageId} is not among the recent messages.`);
    return {
      turnId: row.turnId,
      answerId: row.answerId,
      conversation: record,
      history,
      userMessage,
      language: record.language,
      rewoundFrom: this.#rewoundFrom,
      view: this.view,
      resumed: this.resumed,
      begunAt: row.begunAt ?? row.acceptedAt,
      signal,
    };
  }
}
