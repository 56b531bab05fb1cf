/** One walk: commands are done to a conversation's object and to the reference model, and both are compared after each. */
import { abortAllDurableObjects, evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import type { ConversationPort, EventStream, SendInput } from "../../../src/conversations/index.ts";
import type { Answer } from "../../../src/platform/errors.ts";
import type { LogRow, OnBusy, StoredMessage } from "../../../src/transcript/index.ts";
import { open, owner, value } from "./conversation.ts";
import { commands } from "./walk-commands.ts";
import { placeOf } from "./feed.ts";
import { Bell, GatedModel, inTime, tick, type Order } from "./gated-model.ts";
import { drainAndCompare } from "./walk-history.ts";
import { compareWithModel } from "./walk-checks.ts";
import { WalkModel, type Question, type Turn } from "./walk-model.ts";
import { clock, keysOfEffects, sleep } from "./worker.ts";

/** A command by its name, and a number by which it chooses among what is there. */
export type Step = [name: string, choice: number];

const bots: [id: string, onBusy: OnBusy][] = [
  ["bot", "queue"],
  ["strict", "reject"],
  ["hasty", "interrupt"],
  ["gathering", "merge"],
  ["silent", "queue"],
];

/** So long ago is the last ring at each step that the doorbell rings at once: an object whose timer ticks cannot be put to sleep. */
const betweenStepsMs = 1_000;

/** Only a step that says so releases a conversation, however long its customer is silent. */
const neverMs = 1e12;

/** Somebody who reads the running turn; what is void is dropped. */
interface Reader {
  turn: Turn;
  text: string;
  open: ReadableStreamDefaultReader<Uint8Array> | null;
  ended: Promise<void>;
}

export class Walk {
  readonly conversation = open();
  readonly model: WalkModel;
  readonly gated = new GatedModel();
  readonly #bot: (typeof bots)[0];
  port: ConversationPort;
  /** What a running turn tells, from its beginning, to somebody who is never cut off but by a kill. */
  #observer: Reader | null = null;
  #readers: Reader[] = [];
  /** What ended turns have told, for who comes back to them. */
  readonly #told = new Map<Turn, string>();
  readonly known: Question[] = [];
  released = false;
  /** The object's ids of the model's messages. */
  ids: string[] = [];
  /** The object's log, as far as it was read since it woke: a row that is there does not change, and all are read again then. */
  rows: LogRow[] = [];
  /** The messages in it. As many of the model's have been compared with them. */
  stored: StoredMessage[] = [];
  /** Tells that the observer has read something. */
  readonly #heard = new Bell();
  #count = 0;

  constructor(bot: number) {
    this.#bot = bots[bot % bots.length] ?? ["bot", "queue"];
    this.model = new WalkModel(this.#bot[1], this.#bot[0] !== "silent", () => Date.now() + clock.offBy);
    this.port = this.conversation.port;
  }

  async begin(): Promise<void> {
    clock.offBy = 0;
    sleep.releaseAfterMs = neverMs;
    keysOfEffects.length = 0;
    await value(this.start());
    await compareWithModel(this);
  }

  /** Whether the command could be given just now. Throws where object and model differ. */
  async take([name, choice]: Step): Promise<boolean> {
    const command = commands[name];
    if (!command) throw new Error(`There is no command ${name}.`);
    clock.offBy += betweenStepsMs;
    if ((await command(this, choice)) === "not now") return false;
    try {
      await this.#settleDown();
      await compareWithModel(this);
    } catch (error) {
      throw new Error(`Behind "${name}": ${String(error)}`, { cause: error });
    }
    return true;
  }

  /** Lets everything come to its end, and checks that it does. */
  async finish(): Promise<void> {
    while (this.model.running) await this.endTurn("complete");
    if (!this.released) await compareWithModel(this);
    await drainAndCompare(this);
  }

  /** Nothing of this walk may go on during the next one. */
  async leave(): Promise<void> {
    await this.conversation.find().erase(this.conversation.address);
  }

  start() {
    const { address } = this.conversation;
    const [botId] = this.#bot;
    const input = { address, actor: owner, userId: "u", botId, skillId: null, language: null, metadata: {}, greet: true };
    return this.port.start(input);
  }

  words(): string {
    return `câu ${++this.#count}`;
  }

  question(): Question {
    const question = { id: `m${++this.#count}`, words: this.words() };
    this.known.push(question);
    return question;
  }

  send({ id, words }: Question, input: Partial<SendInput> = {}): Promise<Answer<EventStream>> {
    return this.port.sendAndStream(this.conversation.send(words, { messageId: id, ...input }));
  }

  /** Does it to both, and compares what they answer. */
  async both(asked: Promise<Answer<unknown>>, expected: string): Promise<void> {
    const answer = await asked;
    this.released = false;
    const got = answer.ok ? "ok" : answer.error.code;
    if (answer.ok && answer.value instanceof ReadableStream) await answer.value.cancel();
    if (got !== expected) throw new Error(`It is answered "${got}", and should be "${expected}".`);
  }

  /** The model says something, or calls a tool, and whoever listens has heard of it. */
  async order(heard: string, given: Order): Promise<void> {
    await this.gated.tell(this.conversation.find(), given);
    await this.#heard.until(() => this.#observer?.text.includes(heard) === true, `Nobody is told of ${heard}.`);
  }

  async endTurn(how: "complete" | "failed"): Promise<void> {
    const turn = this.model.running;
    if (!turn) return;
    if (how === "complete" && [...turn.texts, turn.saying].join("").trim() === "") {
      const word = `w${++this.#count} `;
      this.model.say(word);
      await this.gated.tell(this.conversation.find(), { kind: "say", word });
    }
    await this.gated.tell(this.conversation.find(), { kind: how === "complete" ? "end" : "fail" });
    await inTime(this.#observer?.ended ?? Promise.resolve(), "Nobody is told of the turn's end.");
    this.model.settle(how);
    await this.#settleDown();
  }

  async kill(): Promise<void> {
    await abortAllDurableObjects();
    this.#died();
    this.model.die();
    await this.#wake();
  }

  async evict(): Promise<void> {
    const stub = this.conversation.find();
    // Only what is awake can be put to sleep.
    await runInDurableObject(stub, () => undefined);
    await evictDurableObject(stub);
    await this.#wake();
  }

  async fallAsleep(): Promise<void> {
    await drainAndCompare(this);
    sleep.releaseAfterMs = 0;
    try {
      await runDurableObjectAlarm(this.conversation.find());
    } finally {
      sleep.releaseAfterMs = neverMs;
    }
    this.#readers = [];
    this.#told.clear();
    this.#forgetRows();
    this.released = true;
  }

  /** Nobody says anything for so long; then the alarm goes off. */
  async beSilent(milliseconds: number): Promise<void> {
    clock.offBy += milliseconds;
    const { due } = this.model;
    await runDurableObjectAlarm(this.conversation.find());
    if (due === null) return;
    this.released = false;
    const { messages } = await value(this.port.messages(this.conversation.address, owner, { beforeSeq: null, limit: 1 }));
    const [said] = messages;
    if (said?.metadata[due === "remind" ? "reminder" : "farewell"] !== true) throw new Error(`Nothing is said, and "${due}" is due.`);
    if (due === "remind") this.model.remind(said.content);
    else this.model.close(said.content);
  }

  async attach(choice: number): Promise<void> {
    const turn = this.model.running;
    const cut = this.#readers.filter((reader) => reader.open === null);
    const back = cut[choice % (cut.length + 1)];
    if (back) return this.#listen(back);
    if (turn && this.#readers.length < 8) this.#readers.push(await this.#reader(turn));
  }

  async cut(choice: number): Promise<void> {
    const open = this.#readers.filter((reader) => reader.open !== null);
    const reader = open[choice % Math.max(1, open.length)];
    await reader?.open?.cancel().catch(() => undefined);
    if (reader) reader.open = null;
  }

  /** The turn that runs by the model does run, and somebody hears it; of turns that have ended everybody has heard the same. */
  async #settleDown(): Promise<void> {
    const { running } = this.model;
    if (this.#observer && this.#observer.turn !== running) {
      const { turn, ended } = this.#observer;
      await inTime(ended, "Nobody is told of the turn's end.");
      this.#told.set(turn, this.#observer.text);
      this.#observer = null;
    }
    await this.#compareReaders();
    if (!running) return;
    this.#observer ??= await this.#reader(running);
    await this.gated.listening(running.questions.at(-1)?.words ?? "");
  }

  async #compareReaders(): Promise<void> {
    for (const reader of [...this.#readers]) {
      const told = this.#told.get(reader.turn);
      if (told === undefined || reader.open === null) continue;
      await inTime(reader.ended, `A reader is told of no end: "${reader.text}".`);
      const [got, whole] = [withoutGenerations(reader.text), withoutGenerations(told)];
      // Who had read the last event, but not the end of the stream, is told that nothing is left.
      if (got !== whole && `${got}data: [DONE]\n\n` !== whole) throw new Error(`A reader has "${got}" in place of "${whole}".`);
      this.#readers.splice(this.#readers.indexOf(reader), 1);
    }
  }

  async #reader(turn: Turn): Promise<Reader> {
    const reader: Reader = { turn, text: "", open: null, ended: Promise.resolve() };
    await this.#listen(reader);
    return reader;
  }

  async #listen(reader: Reader): Promise<void> {
    const whole = reader.text.slice(0, reader.text.lastIndexOf("\n\n") + 2);
    reader.text = reader.text.includes("\n\n") ? whole : "";
    const lastId = [...reader.text.matchAll(/^id: (\S+)$/gm)].at(-1)?.[1];
    // Who has read nothing of a turn that has ended has nothing to come back to.
    if (lastId === undefined && reader.turn !== this.model.running) return;
    const { address } = this.conversation;
    const stream = await value(this.port.attach(address, owner, lastId === undefined ? null : placeOf(lastId)));
    const open = stream?.getReader() ?? new ReadableStream<Uint8Array>({ start: (controller) => controller.close() }).getReader();
    reader.open = open;
    reader.ended = follow(reader, open, this.#heard);
  }

  #died(): void {
    this.gated.forget();
    this.#observer = null;
    for (const reader of this.#readers) reader.open = null;
    this.port = this.conversation.find() as unknown as ConversationPort;
  }

  #forgetRows(): void {
    this.rows = [];
    this.stored = [];
  }

  async #wake(): Promise<void> {
    this.#forgetRows();
    this.port = this.conversation.find() as unknown as ConversationPort;
    // A call that comes while the old process is still being taken away fails along with it: no client sees that as an answer.
    for (let tries = 0; ; tries++) {
      try {
        if (!this.released) await value(this.port.read(this.conversation.address, owner));
        return;
      } catch (error) {
        if (tries === 20 || !String(error).includes("abortAllDurableObjects")) throw error;
        await tick();
        this.port = this.conversation.find() as unknown as ConversationPort;
      }
    }
  }
}

/** Ids of what was told before a kill lack the generation that came after it; and who listens for long hears heartbeats. */
const withoutGenerations = (text: string): string => text.replaceAll(/^id: (\d+)\.\d+$/gm, "id: $1").replaceAll(": still here\n\n", "");

/** Reads on until the stream ends or breaks. */
async function follow(reader: Reader, open: ReadableStreamDefaultReader<Uint8Array>, heard: Bell): Promise<void> {
  const decoder = new TextDecoder();
  try {
    for (;;) {
      const { done, value: bytes } = await open.read();
      if (done || reader.open !== open) return;
      reader.text += decoder.decode(bytes, { stream: true });
      const broken = reader.text.lastIndexOf('data: {"type":"data-discontinuity"');
      // What came before is void.
      if (broken >= 0 && reader.text.indexOf("\n\n", broken) >= 0) reader.text = reader.text.slice(reader.text.indexOf("\n\n", broken) + 2);
      heard.ring();
    }
  } catch {
    if (reader.open === open) reader.open = null;
  }
}
