/** What happens outside of turns, put into the log: staff, branches, a farewell, a rating. */
import { composeFarewell, lastWordsFor, reminderFor } from "../../src/agents/index.ts";
import { betweenTurns, decideIdle, newTurn, type Rating, type SendInput, type StaffMessage } from "../../src/conversations/index.ts";
import { sameFlow } from "../../src/lifecycle/index.ts";
import { EdgewiseError } from "../../src/platform/errors.ts";
import { followedFlow, noUsage, type ConversationRecord, type StoredMessage, type TurnRow } from "../../src/transcript/index.ts";
import { newestLeaf, standingAt } from "./branches.ts";
import type { Desk } from "./desk.ts";
import type { Runner } from "./runner.ts";

export class BetweenTurns {
  readonly #desk: Desk;
  readonly #runner: Runner;

  constructor(desk: Desk, runner: Runner) {
    this.#desk = desk;
    this.#runner = runner;
  }

  /** All of it in one synchronous piece: no word of the bot comes after it. Where staff have it already, nothing happens. */
  takeOver(reason: string | null): ConversationRecord {
    if (this.#desk.record.handler === "staff") return this.#desk.record;
    const now = this.#now();
    const waiting = this.#runner.standDown();
    const taken = betweenTurns.takeOver(this.#desk.record, reason, now);
    this.#write([taken]);
    for (const live of waiting) {
      this.#write(betweenTurns.keepQuestion(this.#desk.record, live.row, now));
      live.resolveSettled(this.#unanswered());
    }
    return this.#desk.record;
  }

  giveBack(): ConversationRecord {
    if (this.#desk.record.handler === "bot") return this.#desk.record;
    this.#write([betweenTurns.giveBack(this.#desk.record, this.#now())]);
    return this.#desk.record;
  }

  staffSay({ id, text }: StaffMessage): StoredMessage {
    const { record, storage, ports } = this.#desk;
    if (record.handler !== "staff") throw new EdgewiseError("conflict", "The bot has this conversation. Take over first: POST …/handover.");
    const said = id === null ? null : storage.findMessage(id)?.message;
    if (said) {
      if (said.authorType === "staff" && said.content === text) return said;
      throw new EdgewiseError("conflict", "Another message has this id already. Give the new one an id of its own, or leave the id out.");
    }
    const saying = { id: id ?? ports.ids.next("msg"), authorType: "staff" as const, parts: [{ type: "text", text }], metadata: {} };
    const written = betweenTurns.say(record, saying, this.#now());
    this.#write([written]);
    return written.message;
  }

  /** A message that staff are to answer; the turn that it would have been. */
  keep(input: SendInput): TurnRow {
    const { record, ports } = this.#desk;
    const [written] = betweenTurns.keepQuestion(record, newTurn(input, ports.ids, this.#now()), this.#now());
    if (!written?.row.turn) throw new Error("A message was kept without its turn.");
    this.#write([written]);
    return written.row.turn;
  }

  /** Closed already, it is as it is. Errors: `turn_running`; `conflict` where staff have taken over while the words were sought. */
  async close(): Promise<ConversationRecord> {
    if (this.#isClosed) return this.#desk.record;
    this.#refuseWhileBusy("close it");
    const { record, ports } = this.#desk;
    const { language, bot } = record;
    const lastWords = this.#desk.history().findLast(({ authorType }) => authorType === "user")?.content ?? "";
    const words = await composeFarewell(bot, language, lastWords, { model: ports.smallModel, random: ports.random, log: ports.log });
    if (this.#isClosed) return this.#desk.record;
    this.#refuseWhileBusy("close it");
    if (this.#desk.record.epoch !== record.epoch)
      throw new EdgewiseError("conflict", "Somebody else has just taken this conversation. Look at it again, then close it.");
    this.#write([betweenTurns.close(this.#desk.record, this.#saying(words, "farewell"), this.#now())]);
    return this.#desk.record;
  }

  /** Does what is due after a silence: once, however often it is asked, for what was done is in the record. Tells whether something was. */
  mindSilence(): boolean {
    const { record, ports } = this.#desk;
    const now = this.#now();
    const { due } = this.#runner.running === null ? decideIdle(record, now) : { due: null };
    if (due === null) return false;
    const said = this.#desk.history().findLast(({ metadata }) => metadata[due === "remind" ? "reminder" : "farewell"] === true)?.content;
    const rule = followedFlow(record).states[record.state]?.idle;
    const { language, state } = record;
    const words =
      due === "remind"
        ? (rule?.reminder?.[language] ?? reminderFor(state, language, said, ports.random))
        : lastWordsFor(language, said, ports.random);
    const saying = this.#saying(words, due === "remind" ? "reminder" : "farewell");
    this.#write([
      due === "remind" ? betweenTurns.remind(record, saying, now) : betweenTurns.close(record, saying, now, record.silentSince),
    ]);
    ports.log.info("conversation.silent", { conversation_id: record.conversationId, state, done: due });
    return true;
  }

  #saying(words: string, kind: "reminder" | "farewell"): betweenTurns.Saying {
    const parts = [{ type: "text", text: words, state: "done" }];
    const { record, ports } = this.#desk;
    // As answers say where the conversation stands behind them.
    const metadata = { [kind]: true, status: "complete", state: kind === "farewell" ? "closed" : record.state };
    return { id: ports.ids.next("msg"), authorType: "assistant", parts, metadata };
  }

  /** A message that is being answered opens it again, though the record says so only when the turn has ended. */
  get #isClosed(): boolean {
    return this.#desk.record.state === "closed" && this.#runner.running === null;
  }

  selectBranch(messageId: string): ConversationRecord {
    const { storage, record } = this.#desk;
    this.#refuseWhileBusy("choose another branch");
    if (record.handler === "staff")
      throw new EdgewiseError("conflict", "Staff have taken over this conversation. Choose another branch when they have given it back.");
    const named = storage.findMessage(messageId);
    if (!named) throw new EdgewiseError("not_found", "No message of this conversation has that id.");
    const leaf = newestLeaf(storage, named);
    if (leaf.seq === record.headSeq) return record;
    this.#write([betweenTurns.selectBranch(record, leaf, standingAt(storage, leaf, record), this.#now())]);
    return this.#desk.record;
  }

  /**
   * While a turn runs the rating waits: an answer's places are one run without a gap, told before they are on disk and counted back from
   * its last, so a row of another's can only stand behind them. Kept beside the log until then, it would not have to be waited for: that
   * is not built.
   */
  async rate(rating: Rating): Promise<void> {
    const rated = this.#desk.storage.findMessage(rating.messageId);
    if (!rated) throw new EdgewiseError("not_found", "No message of this conversation has that id.");
    while (this.#runner.running) await this.#runner.running.settled;
    this.#write([betweenTurns.rate(this.#desk.record, rated.seq, rating, this.#now())]);
  }

  letLoose(): ConversationRecord {
    if (this.#desk.record.effects === "live") return this.#desk.record;
    this.#refuseWhileBusy("let its tools loose");
    this.#write([betweenTurns.letLoose(this.#desk.record, this.#now())]);
    return this.#desk.record;
  }

  async changeFlow(): Promise<ConversationRecord> {
    const { record, ports } = this.#desk;
    this.#refuseWhileBusy("move it to another flow");
    const bot = await ports.loadBotAnew(record.tenantId, record.bot.id);
    if (!bot) throw new EdgewiseError("not_found", `The bot ${record.bot.id} is gone: there is no flow to move to.`);
    this.#refuseWhileBusy("move it to another flow");
    // Its flow may have been changed while it was sought.
    const now = this.#desk.record;
    if (sameFlow(followedFlow(now), bot.flow)) return now;
    this.#write([betweenTurns.changeFlow(now, bot.flow, this.#now())]);
    return this.#desk.record;
  }

  #unanswered() {
    return { message: null, state: this.#desk.record.state, usage: noUsage };
  }

  #refuseWhileBusy(doing: string): void {
    if (this.#runner.running === null) return;
    throw new EdgewiseError("turn_running", `The bot is answering just now. Wait for it or stop it (POST …/stop), then ${doing}.`);
  }

  #write(written: readonly betweenTurns.Written[]): void {
    const { storage, journal, startOver } = this.#desk;
    const last = written.at(-1);
    if (!last) return;
    this.#desk.record = last.record;
    try {
      storage.transaction(() => {
        for (const { row } of written) storage.saveNamed(row);
        this.#desk.save(this.#runner.activeRows);
      });
    } catch (error) {
      startOver(error);
      throw error;
    }
    journal.barrier().catch(startOver);
    for (const { row } of written) this.#desk.publish(row);
    this.#desk.wakeLater();
    this.#desk.ringSoon();
  }

  #now(): number {
    return this.#desk.ports.clock.now();
  }
}
