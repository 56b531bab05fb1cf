/** A conversation's verbs, on what the object has at hand. */
import {
  decideAcceptance,
  greetingMessage,
  isGreeting,
  isActive,
  newTurn,
  openingRecord,
  retryTurn,
  withoutSuperseded,
  type Actor,
  type EventStream,
  type MessagePage,
  type PageQuery,
  type SendInput,
  type SettledTurn,
  type Started,
  type StartInput,
  type TurnRow,
} from "../../src/conversations/index.ts";
import { chunksOf, endingOf, usageOf, type ConversationRecord, type StoredMessage } from "../../src/transcript/index.ts";
import { composeGreeting } from "../../src/agents/index.ts";
import { EdgewiseError } from "../../src/platform/errors.ts";
import type { Language } from "../../src/platform/ports.ts";
import type { Desk } from "./desk.ts";
import { replayFrames, streamOf } from "./frames.ts";
import type { LiveTurn } from "./live-turn.ts";
import { Outbox } from "./outbox.ts";
import { Runner } from "./runner.ts";

/** Characters of JSON, beyond which a page of messages ends early: an RPC answer holds 32 MB. */
const pageCharacters = 4_000_000;

export class Conversation {
  readonly #desk: Desk;
  readonly #runner: Runner;
  readonly outbox: Outbox;

  constructor(desk: Desk) {
    this.#desk = desk;
    this.#runner = new Runner(desk);
    this.outbox = new Outbox(desk, this.#runner);
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
    const { running } = this.#runner;
    if (running) return running.log.attach(afterSeq);
    return afterSeq === null ? null : this.#endAfter(afterSeq);
  }

  /** For who lost a turn in its midst and finds it ended: its terminal event, so that every reader sees one (law 3). */
  #endAfter(afterSeq: number): EventStream | null {
    const history = this.#desk.history();
    const answer = history.at(-1);
    const question = history.find(({ id }) => id === answer?.previousMessageId);
    if (answer?.authorType !== "assistant" || !question || afterSeq < question.seq || afterSeq >= answer.seq) return null;
    return streamOf(replayFrames(endingOf(answer), answer.seq));
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

  messages(actor: Actor, { beforeSeq, limit, textOnly }: PageQuery): MessagePage {
    this.#admit(actor);
    const { storage } = this.#desk;
    const messages = storage.messagesBefore(beforeSeq ?? Number.MAX_SAFE_INTEGER, limit, pageCharacters);
    const oldest = messages.at(-1);
    const more = oldest !== undefined && storage.messagesBefore(oldest.seq, 1).length > 0;
    // The attempt that replaced the first answer of this page may be the last one of the page before.
    const newer = beforeSeq === null ? [] : storage.rowsAfter(beforeSeq - 1, 1).map((row) => row.message);
    const current = withoutSuperseded([...newer, ...messages]).filter((message) => !newer.includes(message));
    return {
      messages: textOnly ? current.map((message) => ({ ...message, parts: [] })) : current,
      nextBeforeSeq: more ? oldest.seq : null,
    };
  }

  /** Check and set in one synchronous piece: two requests with one message id become one turn. */
  #accept(input: SendInput): LiveTurn | TurnRow {
    const record = this.#admit(input.actor);
    const { ports } = this.#desk;
    const lastQuestion = this.#desk.history().findLast((message) => message.authorType === "user");
    const acceptance = decideAcceptance(input, {
      turn: input.messageId === null ? null : this.#turnOf(input.messageId),
      lastTurn: input.trigger === "retry" && lastQuestion ? this.#turnOf(lastQuestion.id) : null,
      active: this.#runner.activeRows.length,
      onBusy: record.bot.flow.states[record.state]?.on_busy ?? record.bot.onBusy,
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
      case "interrupt":
        // What is settled here is settled before the first await: the new turn finds the conversation free.
        this.#desk.waitUntil(this.#runner.stop());
        return this.#runner.accept(newTurn(input, ports.ids, ports.clock.now()));
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
    if (input.userId !== null && record.userId !== input.userId) {
      throw new EdgewiseError("conversation_id_taken", "This conversation_id belongs to another user. Leave it out to have one made.");
    }
    const first = storage.rowsAfter(0, 1)[0]?.message;
    return { conversation: record, greeting: first && isGreeting(first) ? first : null, created: false };
  }

  #begin(input: StartInput, opening: { bot: ConversationRecord["bot"]; language: Language; greeting: string | null }): Started {
    const { storage, ports } = this.#desk;
    const now = ports.clock.now();
    const greeting = opening.greeting === null ? null : greetingMessage(opening.greeting, ports.ids.next("msg"), now);
    const userId = input.userId ?? ports.ids.next("user");
    const record = openingRecord({ ...input, userId }, opening.bot, opening.language, greeting, now);
    storage.prepare();
    storage.transaction(() => {
      storage.saveBot(record.bot);
      storage.saveConversation(record, []);
      if (greeting) storage.saveMessage(greeting, []);
    });
    this.#desk.record = record;
    this.#desk.wakeLater();
    this.#desk.waitUntil(this.#desk.ring());
    return { conversation: record, greeting, created: true };
  }
}
