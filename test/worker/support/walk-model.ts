/** The reference: what a conversation is, after each thing that is done to it. Pure, in memory, and much simpler than the object. */
import { propose, retailFlow, type Position } from "../../../src/lifecycle/index.ts";
import type { OnBusy } from "../../../src/transcript/index.ts";

/** Where a conversation stands; behind a failure also where it was before. */
interface Stand extends Position {
  pausedFrom?: string;
}

export interface Said {
  author: "user" | "assistant" | "staff";
  /** The caller's id, or null where the object makes one. */
  id: string | null;
  content: string;
  /** The place of the message before it in `messages`; -1 at the beginning. */
  after: number;
  status: string | null;
  /** Where the conversation stands behind it. */
  position: Stand;
}

export interface Question {
  id: string;
  words: string;
}

export interface Turn {
  questions: Question[];
  status: "queued" | "running" | "kept" | "complete" | "stopped" | "failed";
  /** Where it begins: of an edit or a retry, where its question was asked first. */
  from: Stand | null;
  /** The place after which its questions come; null: the head when it begins. */
  after: number | null;
  isEdit: boolean;
  /** The place of its last question once it has begun. */
  asked: number;
  position: Stand;
  /** Texts of completed steps, and of the one that is being said. */
  texts: string[];
  saying: string;
  tools: number;
}

const mostWaiting = 5;
const hour = 3_600_000;

const newTurn = (questions: Question[], given: Partial<Turn> = {}): Turn => ({
  questions,
  status: "queued",
  from: null,
  after: null,
  isEdit: false,
  asked: -1,
  position: initial,
  texts: [],
  saying: "",
  tools: 0,
  ...given,
});

const initial: Stand = { state: retailFlow.initial, visited: [retailFlow.initial] };

export class WalkModel {
  readonly messages: Said[] = [];
  readonly active: Turn[] = [];
  head = -1;
  position: Stand = initial;
  handler: "bot" | "staff" = "bot";
  before: string | null = null;
  epoch = 0;
  /** The latest turn of each question, ended or kept. */
  readonly turns = new Map<string, Turn>();
  readonly #onBusy: OnBusy;

  readonly #now: () => number;
  /** Since when nobody has spoken, and when the bot broke that silence. */
  #silentSince: number | null = null;
  #remindedAt: number | null = null;

  constructor(onBusy: OnBusy, greets: boolean, now: () => number) {
    this.#onBusy = onBusy;
    this.#now = now;
    if (greets) this.#append({ author: "assistant", id: null, content: "Xin chào!", status: "complete", position: initial });
  }

  get running(): Turn | undefined {
    return this.active[0];
  }

  /** What the customer reads, oldest first. */
  get path(): number[] {
    const places: number[] = [];
    for (let place = this.head; place >= 0; place = this.messages[place]?.after ?? -1) places.unshift(place);
    return places;
  }

  turnOf(id: string): Turn | undefined {
    return this.active.findLast(({ questions }) => questions.some((one) => one.id === id)) ?? this.turns.get(id);
  }

  /** Gives what the sender is answered. */
  send(question: Question): string {
    if (this.handler === "staff") return this.#keep(newTurn([question]));
    if (this.active.length === 0) return this.#accept(newTurn([question]));
    const last = this.active.at(-1);
    const waiting = last?.status === "queued" && !last.isEdit ? last : undefined;
    if (this.#onBusy === "reject") return "turn_running";
    if (this.#onBusy === "interrupt") {
      this.settle("stopped");
      return this.#accept(newTurn([question]));
    }
    if (this.#onBusy === "merge" && waiting) {
      if (waiting.questions.length >= mostWaiting) return "turn_running";
      waiting.questions.push(question);
      return "ok";
    }
    return this.active.length <= mostWaiting ? this.#accept(newTurn([question])) : "turn_running";
  }

  edit(question: Question, edited: string): string {
    if (this.handler === "staff") return "conflict";
    const of = this.turnOf(edited);
    if (!of) return "not_found";
    if (of.status === "queued") return "turn_running";
    if (this.active.length > 0 && this.#onBusy !== "interrupt") return "turn_running";
    if (this.#staffSpokeAfter(of.asked)) return "conflict";
    const place = this.messages.findIndex(({ id }) => id === edited);
    if (this.active.length > 0) this.settle("stopped");
    return this.#accept(newTurn([question], { after: this.messages[place]?.after ?? -1, isEdit: true, from: of.from }));
  }

  /** @param id null: the last question of the branch. */
  retry(id: string | null): string {
    if (this.handler === "staff") return "conflict";
    const lastId = this.path.map((place) => this.messages[place]).findLast((said) => said?.author === "user")?.id ?? null;
    const of = id === null ? (lastId === null ? undefined : this.turnOf(lastId)) : this.turnOf(id);
    if (!of) return id === null ? "unprocessable" : "not_found";
    if (of.status === "queued" || of.status === "running") return "ok";
    if (this.active.length > 0) return "turn_running";
    if (this.#staffSpokeAfter(of.asked)) return "conflict";
    return this.#accept(newTurn(of.questions, { asked: of.asked, from: of.from }));
  }

  say(word: string): void {
    if (this.running) this.running.saying += word;
  }

  /** A tool has run, or was blocked (`to` null); the next step begins. */
  callTool(to: string | null, name: string): void {
    const turn = this.running;
    if (!turn) return;
    turn.texts.push(turn.saying);
    turn.saying = "";
    turn.tools += 1;
    if (to !== null) this.#move(turn, to, `tool:${name}`);
  }

  /** The process dies: what the broken step has said is void. */
  die(): void {
    if (this.running) this.running.saying = "";
  }

  /** Ends the running turn; the next one begins. */
  settle(status: "complete" | "stopped" | "failed"): void {
    const turn = this.active.shift();
    if (!turn) return;
    if (status === "failed") this.#move(turn, "error", "turn:failed");
    const content = [...turn.texts, turn.saying].filter((text) => text.trim() !== "").join("\n\n");
    turn.status = status;
    this.#append({ author: "assistant", id: null, content, status, position: turn.position }, turn.asked);
    this.position = turn.position;
    this.#spoken();
    for (const { id } of turn.questions) this.turns.set(id, turn);
    const next = this.running;
    if (next) this.#begin(next);
  }

  takeOver(): void {
    if (this.handler === "staff") return;
    const waiting = this.active.splice(1);
    this.settle("stopped");
    this.before = this.position.state;
    this.position = { ...this.position, state: "handover" };
    this.handler = "staff";
    this.epoch += 1;
    for (const turn of waiting) this.#keep(turn);
  }

  giveBack(): void {
    if (this.handler === "bot") return;
    this.handler = "bot";
    this.epoch += 1;
    this.position = { ...this.position, state: this.before ?? retailFlow.initial };
    this.before = null;
    if (this.#silentSince !== null) this.#spoken();
  }

  staffSay(id: string, content: string): string {
    if (this.handler !== "staff") return "conflict";
    const known = this.messages.find((said) => said.id === id);
    if (known) return known.author === "staff" && known.content === content ? "ok" : "conflict";
    this.#append({ author: "staff", id, content, status: null, position: this.#behindHead });
    return "ok";
  }

  close(content = "Tạm biệt!"): string {
    if (this.position.state === "closed" && this.active.length === 0) return "ok";
    if (this.active.length > 0) return "turn_running";
    if (this.handler === "staff") this.epoch += 1;
    const { visited } = this.position;
    this.position = { state: "closed", visited: visited.includes("closed") ? visited : [...visited, "closed"] };
    this.handler = "bot";
    this.before = null;
    this.#append({ author: "assistant", id: null, content, status: "complete", position: this.position });
    return "ok";
  }

  /** What an alarm finds to do now. */
  get due(): "remind" | "close" | null {
    const { state } = this.position;
    if (this.running || this.handler === "staff" || this.#silentSince === null || ["closed", "completed"].includes(state)) return null;
    const silentFor = this.#now() - this.#silentSince;
    if (state !== "purchasing") return silentFor >= 12 * hour ? "close" : null;
    if (this.#remindedAt === null) return silentFor >= 12 * hour ? "close" : silentFor >= hour / 4 ? "remind" : null;
    return silentFor >= 12 * hour && this.#now() - this.#remindedAt >= 11.75 * hour ? "close" : null;
  }

  remind(content: string): void {
    this.#append({ author: "assistant", id: null, content, status: "complete", position: this.position });
    this.#remindedAt = this.#now();
  }

  #spoken(): void {
    this.#silentSince = this.#now();
    this.#remindedAt = null;
  }

  select(place: number): string {
    if (this.active.length > 0) return "turn_running";
    if (this.handler === "staff") return "conflict";
    let leaf = place;
    for (let child = this.#newestAfter(leaf); child >= 0; child = this.#newestAfter(leaf)) leaf = child;
    if (leaf === this.head) return "ok";
    this.head = leaf;
    this.position = this.messages[leaf]?.position ?? initial;
    this.#spoken();
    return "ok";
  }

  #staffSpokeAfter(asked: number): boolean {
    return this.path.some((place) => place > asked && this.messages[place]?.author === "staff");
  }

  #newestAfter(place: number): number {
    return this.messages.findLastIndex(({ after }) => after === place);
  }

  get #behindHead(): Stand {
    return this.messages[this.head]?.position ?? initial;
  }

  #accept(turn: Turn): string {
    this.active.push(turn);
    if (this.active.length === 1) this.#begin(turn);
    return "ok";
  }

  #begin(turn: Turn): void {
    turn.status = "running";
    this.#spoken();
    turn.from ??= this.position;
    turn.position = turn.from;
    if (turn.asked >= 0) this.head = turn.asked;
    else {
      let after = turn.after ?? this.head;
      for (const { id, words } of turn.questions) {
        const position = this.messages[after]?.position ?? initial;
        after = this.#append({ author: "user", id, content: words, status: null, position }, after);
      }
      turn.asked = after;
    }
    const { state, pausedFrom } = turn.position;
    if (state === "closed") this.#move(turn, retailFlow.initial, "reopened");
    if (state === "error" && pausedFrom !== undefined && !this.#move(turn, pausedFrom, "recovered"))
      this.#move(turn, retailFlow.initial, "recovered");
  }

  /** Each message becomes one of its own, for staff to answer. */
  #keep({ questions }: Turn): string {
    this.#spoken();
    for (const question of questions) {
      const asked = this.#append({ author: "user", id: question.id, content: question.words, status: null, position: this.#behindHead });
      this.turns.set(question.id, newTurn([question], { status: "kept", asked }));
    }
    return "ok";
  }

  #move(turn: Turn, to: string, reason: string): boolean {
    const { state, pausedFrom = state } = turn.position;
    const decision = propose(retailFlow, turn.position, to, reason);
    if (decision.accepted) turn.position = { ...decision.position, ...(to === "error" ? { pausedFrom } : {}) };
    return decision.accepted;
  }

  #append(said: Omit<Said, "after">, after = this.head): number {
    this.head = this.messages.push({ ...said, after }) - 1;
    return this.head;
  }
}
