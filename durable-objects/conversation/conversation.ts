/** A conversation's verbs, on what the object has at hand. */
import {
  decideAcceptance,
  isActive,
  mergedTurn,
  newTurn,
  retryTurn,
  type Actor,
  type Address,
  type BranchPage,
  type BranchQuery,
  type ErasedFromObject,
  type EventStream,
  type ExportPage,
  type ForkOrigin,
  type MessagePage,
  type PageQuery,
  type SendInput,
  type SettledTurn,
  type Started,
  type StartInput,
} from "../../src/conversations/index.ts";
import { noUsage, usageOf, type ConversationRecord, type LogRow, type Place, type TurnRow } from "../../src/transcript/index.ts";
import { EdgewiseError } from "../../src/platform/errors.ts";
import { attach, wholeOf } from "./attach.ts";
import { BetweenTurns } from "./between-turns.ts";
import { besides, readBranch, saidAfter } from "./branches.ts";
import type { Desk } from "./desk.ts";
import { fork } from "./fork.ts";
import { knownOf } from "./known.ts";
import type { LiveTurn } from "./live-turn.ts";
import { readPage } from "./page.ts";
import { Outbox } from "./outbox.ts";
import { comeBackInTime, hydrate } from "./release.ts";
import type { LogSource } from "./replay.ts";
import { Runner } from "./runner.ts";
import { streamOf } from "./sse-stream.ts";
import { start, startWith } from "./start.ts";

export class Conversation {
  readonly #desk: Desk;
  readonly #runner: Runner;
  readonly outbox: Outbox;
  readonly #betweenTurns: BetweenTurns;
  #hydration: Promise<void> | null = null;
  #forking = false;

  constructor(desk: Desk) {
    this.#desk = desk;
    this.#runner = new Runner(desk);
    this.outbox = new Outbox(desk, this.#runner);
    this.#betweenTurns = new BetweenTurns(desk, this.#runner);
  }

  /** Takes up where the last process left off. `onCut` is called first where that one has died in the midst of a turn. */
  async wake(onCut: () => void): Promise<void> {
    const stored = this.#desk.storage.loadConversation();
    if (!stored) return;
    if (stored.active.length > 0) onCut();
    this.#desk.adopt(stored);
    await this.#runner.recover(stored.active);
  }

  /** Everything that has a deadline. Comes at least once: what is done is decided by what is on disk. */
  async onAlarm(): Promise<void> {
    this.#desk.alarm.fired();
    if (!this.#desk.begun && !(await comeBackInTime(this.#desk, () => this.#comeBack()))) return;
    // What has been said is looked after from then on, and rings by itself.
    if (!this.#betweenTurns.mindSilence()) await this.outbox.onAlarm();
  }

  async start(input: StartInput): Promise<Started> {
    await this.#comeBack();
    return start(this.#desk, input);
  }

  async sendAndStream(input: SendInput): Promise<EventStream> {
    await this.#comeBack();
    if (input.begins) await startWith(this.#desk, input.begins);
    const turn = this.#accept(input);
    if ("view" in turn) return turn.log.attach(null);
    return streamOf(this.#desk.backlog, wholeOf(this.#desk, this.#answerOf(turn)));
  }

  async sendAndWait(input: SendInput): Promise<SettledTurn> {
    await this.#comeBack();
    const turn = this.#accept(input);
    if ("view" in turn) {
      const settled = await turn.settled;
      // It may have been erased meanwhile.
      this.#admit(input.actor);
      return settled;
    }
    const { message } = this.#answerOf(turn);
    if (turn.status === "kept") return { message: null, state: this.#desk.record.state, usage: noUsage };
    if (!message) throw new EdgewiseError("internal", "The answer of this turn cannot be found.");
    return { message, state: String(message.metadata["state"]), usage: usageOf(message) };
  }

  attach(actor: Actor, after: Place | null): EventStream | null {
    this.#admit(actor);
    return attach(this.#desk, this.#runner.running, after);
  }

  /** The log, for who may read it. Who listens is here: a sleeping conversation is woken, and looked after from then on. */
  async listen(actor: Actor): Promise<LogSource> {
    const slept = !this.#desk.begun;
    await this.#comeBack();
    this.#admit(actor);
    if (slept) this.#desk.wakeLater();
    return { desk: this.#desk, running: () => this.#runner.running };
  }

  /** Accepts a message whose answer is read elsewhere. */
  async say(input: SendInput): Promise<{ message_id: string; turn_id: string }> {
    await this.#comeBack();
    const turn = this.#accept(input);
    const { messageId, merged, turnId } = "view" in turn ? turn.row : turn;
    return { message_id: input.messageId ?? merged.at(-1)?.messageId ?? messageId, turn_id: turnId };
  }

  async stop(actor: Actor): Promise<{ stopped: boolean }> {
    this.#admit(actor);
    return { stopped: await this.#runner.stop() };
  }

  read(actor: Actor): ConversationRecord {
    const record = this.#admit(actor);
    const { running } = this.#runner;
    const known = { ...record, syncedSeq: Math.max(0, record.syncedSeq) };
    if (!running) return known;
    return { ...known, state: running.view.position.state, lastSeq: Math.max(record.lastSeq, running.log.lastSeq ?? 0) };
  }

  messages(actor: Actor, query: PageQuery): MessagePage {
    return readPage(this.#desk.storage, this.#admit(actor), query);
  }

  /** What happens outside of turns, for who may touch the conversation; a sleeping one is woken for it. */
  async between<Result>(actor: Actor, work: (betweenTurns: BetweenTurns) => Result | Promise<Result>): Promise<Result> {
    await this.#comeBack();
    this.#admit(actor);
    return work(this.#betweenTurns);
  }

  async fork(address: Address, actor: Actor, origin: ForkOrigin): Promise<ConversationRecord> {
    await this.#comeBack();
    // Their rows would mix.
    if (this.#forking) throw new EdgewiseError("conflict", "A fork with this id is being made just now. Leave conversation_id out.");
    this.#forking = true;
    try {
      return await fork(this.#desk, address, actor, origin);
    } finally {
      this.#forking = false;
    }
  }

  async branchRows(actor: Actor, query: BranchQuery): Promise<BranchPage> {
    await this.#comeBack();
    this.#admit(actor);
    return readBranch(this.#desk, query);
  }

  async exportRows(actor: Actor, afterSeq: number): Promise<ExportPage> {
    await this.#comeBack();
    this.#admit(actor);
    return this.outbox.exportRows(afterSeq);
  }

  async erase(): Promise<ErasedFromObject> {
    const { storage } = this.#desk;
    // Nothing that is on its way back may arrive afterwards.
    await this.#hydration?.catch(() => undefined);
    const { begun, journal } = this.#desk;
    if (!begun && storage.released() === null) return { messages: 0, recordings: 0 };
    const { running } = this.#runner;
    // From here to the next await nothing comes between: what begins after it is another conversation.
    const waiting = this.#runner.standDown();
    const held = begun ? storage.count() : { messages: 0, recordings: 0 };
    this.#desk.forget();
    const erased = storage.erase();
    for (const live of waiting) live.resolveSettled({ message: null, state: live.view.position.state, usage: noUsage });
    await running?.settled;
    journal.end();
    await erased;
    return held;
  }

  /** A conversation that was released to Postgres is taken back before anything is done in it. */
  async #comeBack(): Promise<void> {
    if (this.#desk.begun) return;
    const address = this.#desk.storage.released();
    if (address === null) return;
    this.#hydration ??= hydrate(this.#desk, address).finally(() => (this.#hydration = null));
    await this.#hydration;
  }

  /** Check and set in one synchronous piece: two requests with one message id become one turn. */
  #accept(input: SendInput): LiveTurn | TurnRow {
    this.#admit(input.actor);
    const { ids, clock } = this.#desk.ports;
    const acceptance = decideAcceptance(input, knownOf(this.#desk, this.#runner, input));
    switch (acceptance.kind) {
      case "refuse":
        throw acceptance.error;
      case "join":
        return this.#runner.find(acceptance.turn.turnId) ?? acceptance.turn;
      case "replay":
        return acceptance.turn;
      case "keep":
        return this.#betweenTurns.keep(input);
      case "retry":
        return this.#runner.accept(
          retryTurn(acceptance.of, ids, clock.now(), input.requestId, saidAfter(this.#desk.storage, acceptance.of)),
        );
      case "merge":
        return this.#runner.replace(mergedTurn(acceptance.into, input, ids, clock.now())) ?? acceptance.into;
      case "edit":
        if (this.#runner.running) this.#desk.waitUntil(this.#runner.stop());
        return this.#runner.accept(newTurn(input, ids, clock.now(), besides(this.#desk.storage, acceptance.of, input.edits)));
      case "interrupt":
        // What is settled here is settled before the first await: the new turn finds the conversation free.
        this.#desk.waitUntil(this.#runner.stop());
        return this.#runner.accept(newTurn(input, ids, clock.now()));
      case "begin":
        return this.#runner.accept(newTurn(input, ids, clock.now()));
    }
  }

  #answerOf(turn: TurnRow): LogRow {
    const row = isActive(turn) || turn.answerSeq === null ? null : this.#desk.storage.rowAt(turn.answerSeq);
    if (!row) throw new EdgewiseError("internal", "The answer of this turn cannot be found.");
    return row;
  }

  /** Another user's conversation is not there (contracts.md §0). */
  #admit(actor: Actor): ConversationRecord {
    const { record } = this.#desk;
    if (actor.role === "visitor" && actor.userId !== record.userId) throw new EdgewiseError("not_found", "There is no such conversation.");
    return record;
  }
}
