/** A conversation's verbs, on what the object has at hand. */
import {
  decideAcceptance,
  decideAlarm,
  greetingMessage,
  isActive,
  newTurn,
  openingRecord,
  retryTurn,
  withoutSuperseded,
  type Actor,
  type EventStream,
  type MessagePage,
  type SendInput,
  type SettledTurn,
  type Started,
  type StartInput,
  type TurnRow,
} from "../../src/conversations/index.ts";
import { chunksOf, usageOf, type ConversationRecord, type HandOver, type StoredMessage } from "../../src/transcript/index.ts";
import { composeGreeting } from "../../src/agents/index.ts";
import { EdgewiseError } from "../../src/platform/errors.ts";
import type { Language } from "../../src/platform/ports.ts";
import type { Desk } from "./desk.ts";
import { replayFrames, streamOf } from "./frames.ts";
import type { LiveTurn } from "./live-turn.ts";
import { Runner } from "./runner.ts";

/** Messages that one hand-over carries; a longer tail takes several. */
const handOverMessages = 100;
/** Characters of JSON, beyond which a hand-over ends early: an RPC answer holds 32 MB. */
const handOverCharacters = 1_000_000;

export class Conversation {
  readonly #desk: Desk;
  readonly #runner: Runner;
  #rings = 0;

  constructor(desk: Desk) {
    this.#desk = desk;
    this.#runner = new Runner(desk);
  }

  /** Takes up where the last process left off. */
  async wake(): Promise<void> {
    const stored = this.#desk.storage.loadConversation();
    if (!stored) return;
    this.#desk.record = stored.record;
    await this.#runner.recover(stored.active);
  }

  async start(input: StartInput): Promise<Started> {
    if (this.#desk.begun) return this.#startedBefore(input);
    const { ports } = this.#desk;
    const bot = await ports.loadBot(input.address.tenantId, input.botId);
    if (!bot)
      throw new EdgewiseError(
        "not_found",
        `There is no bot ${input.botId ?? "by default"}. Create one, or leave bot_id out for the default.`,
      );
    const language = input.language ?? bot.language;
    const words =
      input.greet && bot.greeting.enabled
        ? await composeGreeting(bot, language, { model: ports.smallModel, random: ports.random, log: ports.log })
        : null;
    // Another start may have come first while we were waiting.
    if (this.#desk.begun) return this.#startedBefore(input);
    return this.#begin(input, { bot, language, greeting: words });
  }

  async sendAndStream(input: SendInput): Promise<EventStream> {
    const turn = this.#accept(input);
    if ("view" in turn) return turn.log.attach(null);
    const answer = this.#answerOf(turn);
    return streamOf(replayFrames(chunksOf(answer), answer.seq));
  }

  async sendAndWait(input: SendInput): Promise<SettledTurn> {
    const turn = this.#accept(input);
    if ("view" in turn) return turn.settled;
    const message = this.#answerOf(turn);
    return { message, state: String(message.metadata["state"]), usage: usageOf(message) };
  }

  attach(actor: Actor, afterSeq: number | null): EventStream | null {
    this.#admit(actor);
    return this.#runner.running?.log.attach(afterSeq) ?? null;
  }

  async stop(actor: Actor): Promise<{ stopped: boolean }> {
    this.#admit(actor);
    return { stopped: await this.#runner.stop() };
  }

  read(actor: Actor): ConversationRecord {
    const record = this.#admit(actor);
    const view = this.#runner.running?.view;
    return view ? { ...record, state: view.position.state, lastSeq: Math.max(record.lastSeq, view.lastSeq) } : record;
  }

  messages(actor: Actor, page: { beforeSeq: number | null; limit: number }): MessagePage {
    this.#admit(actor);
    const messages = this.#desk.storage.messagesBefore(page.beforeSeq ?? Number.MAX_SAFE_INTEGER, page.limit + 1);
    const more = messages.length > page.limit;
    const shown = messages.slice(0, page.limit);
    // The attempt that replaced the first answer of this page may be the last one of the page before.
    const newer = page.beforeSeq === null ? [] : this.#desk.storage.rowsAfter(page.beforeSeq - 1, 1).map((row) => row.message);
    const current = withoutSuperseded([...newer, ...shown]).filter((message) => !newer.includes(message));
    return { messages: current, nextBeforeSeq: more ? (shown.at(-1)?.seq ?? null) : null };
  }

  handOver(): HandOver | null {
    if (!this.#desk.begun) return null;
    const { record, storage } = this.#desk;
    const rows = storage.rowsAfter(record.syncedSeq, handOverMessages, handOverCharacters);
    const last = rows.at(-1);
    if (!last) return null;
    return {
      conversation: record,
      messages: rows.map((row) => row.message),
      events: rows.flatMap((row) => row.events),
      afterSeq: record.syncedSeq,
      upToSeq: last.message.seq,
    };
  }

  /** Postgres holds everything up to `seq`. Less than it held before means that it was restored: it is handed the rest again. */
  acknowledge(seq: number): void {
    const { record, storage } = this.#desk;
    const syncedSeq = Math.min(seq, record.lastSeq);
    if (syncedSeq === record.syncedSeq) return;
    this.#rings = 0;
    this.#desk.record = { ...record, syncedSeq };
    storage.saveConversation(this.#desk.record, this.#runner.activeRows);
    if (syncedSeq < record.syncedSeq) this.#desk.wakeLater();
  }

  async ring(): Promise<void> {
    if (this.#desk.begun && this.#desk.record.syncedSeq < this.#desk.record.lastSeq) await this.#desk.ring();
  }

  async onAlarm(): Promise<void> {
    if (!this.#desk.begun) return;
    const { ports, record } = this.#desk;
    const decision = decideAlarm(record, this.#runner.running !== null, this.#rings, ports.clock.now());
    if (decision.nextAt !== null) this.#desk.alarmAt(decision.nextAt);
    if (!decision.ring) return;
    this.#rings += 1;
    await this.#desk.ring();
  }

  /** Check and set in one synchronous piece: two requests with one message id become one turn. */
  #accept(input: SendInput): LiveTurn | TurnRow {
    const record = this.#admit(input.actor);
    const { ports } = this.#desk;
    const lastQuestion = this.#desk.history().findLast((message) => message.authorType === "user");
    const acceptance = decideAcceptance(input, {
      turn: input.messageId === null ? null : this.#turnOf(input.messageId),
      lastTurn: input.trigger === "retry" && lastQuestion ? this.#turnOf(lastQuestion.id) : null,
      busy: this.#runner.running !== null,
      onBusy: record.bot.onBusy,
    });
    switch (acceptance.kind) {
      case "refuse":
        throw acceptance.error;
      case "join":
        return this.#runner.find(acceptance.turn.turnId) ?? acceptance.turn;
      case "replay":
        return acceptance.turn;
      case "retry":
        return this.#runner.accept(retryTurn(acceptance.of, ports.ids, ports.clock.now()));
      case "begin":
        return this.#runner.accept(newTurn(input, ports.ids, ports.clock.now()));
    }
  }

  #turnOf(messageId: string): TurnRow | null {
    return this.#runner.activeRows.findLast((row) => row.messageId === messageId) ?? this.#desk.storage.turnOf(messageId);
  }

  #answerOf(turn: TurnRow): StoredMessage {
    const message = isActive(turn) || turn.answerSeq === null ? null : this.#desk.storage.messageAt(turn.answerSeq);
    if (!message) throw new EdgewiseError("internal", "The answer of this turn cannot be found.");
    return message;
  }

  /** Another user's conversation is not there (contracts.md §0). */
  #admit(actor: Actor): ConversationRecord {
    const { record } = this.#desk;
    if (actor.role === "visitor" && actor.userId !== record.userId) throw new EdgewiseError("not_found", "There is no such conversation.");
    return record;
  }

  #startedBefore(input: StartInput): Started {
    const { record, storage } = this.#desk;
    if (record.userId !== input.userId) {
      throw new EdgewiseError("conversation_id_taken", "This conversation_id belongs to another user. Leave it out to have one made.");
    }
    const first = storage.rowsAfter(0, 1)[0]?.message;
    return { conversation: record, greeting: first?.metadata["greeting"] === true ? first : null, created: false };
  }

  #begin(input: StartInput, opening: { bot: ConversationRecord["bot"]; language: Language; greeting: string | null }): Started {
    const { storage, ports } = this.#desk;
    const now = ports.clock.now();
    const greeting = opening.greeting === null ? null : greetingMessage(opening.greeting, ports.ids.next("msg"), now);
    const record = openingRecord(input, opening.bot, opening.language, greeting, now);
    this.#desk.record = record;
    storage.transaction(() => {
      storage.saveBot(record.bot);
      storage.saveConversation(record, []);
      if (greeting) storage.saveMessage(greeting, []);
    });
    this.#desk.wakeLater();
    this.#desk.waitUntil(this.#desk.ring());
    return { conversation: record, greeting, created: true };
  }
}
