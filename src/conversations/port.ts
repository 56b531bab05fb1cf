/**
 * The conversation object as its callers see it: one RPC surface for routes, queues and crons.
 * Every method takes the actor, so that a stranger's conversation reads as "not found" by the object itself.
 */
import type { Answer } from "../platform/errors.ts";
import type { JsonObject, Language } from "../platform/ports.ts";
import type {
  ConversationRecord,
  HandedRow,
  HandOver,
  LogRow,
  MessagePart,
  Place,
  StoredMessage,
  Thumb,
  Usage,
} from "../transcript/index.ts";
import type { FeedQuery } from "./feed.ts";

/** Who asks. A visitor is bound to one user id; an owner speaks for the whole tenant. */
export type Actor = { role: "owner" } | { role: "visitor"; userId: string };

/** Where a conversation lives: its object's name is made of these two. */
export interface Address {
  tenantId: string;
  conversationId: string;
}

export interface StartInput {
  address: Address;
  actor: Actor;
  /** Null from an owner who names nobody: whoever owns the conversation, or a new user. */
  userId: string | null;
  botId: string | null;
  skillId: string | null;
  language: Language | null;
  metadata: JsonObject;
  /** False where the customer has already spoken, as with `POST /v1/chat`. */
  greet: boolean;
}

export interface Started {
  conversation: ConversationRecord;
  greeting: StoredMessage | null;
  /** False when the conversation was there already: starting twice is the same start. */
  created: boolean;
}

export interface SendInput {
  address: Address;
  actor: Actor;
  /** The caller's message id, or null to have one made. */
  messageId: string | null;
  parts: MessagePart[];
  metadata: JsonObject;
  /** `retry` answers the user message `messageId` (or the last one) again, beside the answers that it has. */
  trigger: "submit" | "retry";
  /** Names a retry: asked for again by the same name, it is the same attempt. */
  requestId: string | null;
  /** The user message beside which this one is put, and from which the conversation goes on. */
  edits: string | null;
  /** How the conversation begins with this message, where there is none yet; without it, such a message finds nobody. */
  begins?: StartInput;
}

/** A turn that ended, whole. */
export interface SettledTurn {
  /** Null where staff have taken over: nobody answers at once. */
  message: StoredMessage | null;
  state: string;
  usage: Usage;
}

/** SSE bytes: every event carries `id: <seq>`; the last one is terminal. */
export type EventStream = ReadableStream<Uint8Array>;

export interface MessagePage {
  messages: StoredMessage[];
  /** Of messages beside which others stand: the ids of all of them, oldest first, by the message's own id. */
  branches: Record<string, string[]>;
  /** What was last thought of messages of the page, by their ids; those that nobody has rated are left out. */
  ratings: Record<string, Thumb>;
  /** The `seq` to continue before, or null at the beginning of the conversation. */
  nextBeforeSeq: number | null;
}

export interface PageQuery {
  beforeSeq: number | null;
  limit: number;
  /** Leaves `parts` out: for who only shows the words. */
  textOnly?: true;
}

export interface ConversationPort {
  start(input: StartInput): Promise<Answer<Started>>;
  /** Accepts the message and attaches to its turn. The same message id again attaches to the same turn. */
  sendAndStream(input: SendInput): Promise<Answer<EventStream>>;
  /** Accepts the message and waits until its turn has ended. */
  sendAndWait(input: SendInput): Promise<Answer<SettledTurn>>;
  /**
   * Attaches to the running turn (null: from its start), or to the turn in whose midst `after` lies, also when it has ended since.
   * `value` is null when there is nothing to attach to.
   */
  attach(address: Address, actor: Actor, after: Place | null): Promise<Answer<EventStream | null>>;
  /** Everything that happens, from a place on, as SSE. A sleeping conversation is woken: who listens is here. Errors: `rate_limited`. */
  feed(address: Address, actor: Actor, query: FeedQuery): Promise<Answer<EventStream>>;
  /** Opens a socket: takes `socketRequest` and nothing else. 101 with the socket, or the refusal as JSON. */
  fetch(request: Request): Promise<Response>;
  /** Ends the running turn; `stopped` says whether one ran. */
  stop(address: Address, actor: Actor): Promise<Answer<{ stopped: boolean }>>;
  read(address: Address, actor: Actor): Promise<Answer<ConversationRecord>>;
  /** Messages newest first, before `beforeSeq` (null: from the end). A page may hold fewer than `limit` and still not be the last. */
  messages(address: Address, actor: Actor, page: PageQuery): Promise<Answer<MessagePage>>;
  /** Staff take over: the running turn ends with what was said, those that wait are kept for staff. Taken over twice is taken over once. */
  takeOver(address: Address, actor: Actor, reason: string | null): Promise<Answer<ConversationRecord>>;
  /** Staff give it back to the bot; given back already, nothing happens. */
  giveBack(address: Address, actor: Actor): Promise<Answer<ConversationRecord>>;
  /** Staff speak. The same id again is the same message. Errors: `conflict` where the bot has the conversation. */
  staffSay(address: Address, actor: Actor, said: StaffMessage): Promise<Answer<StoredMessage>>;
  /** The bot says goodbye, and the conversation is closed. Closed again it is as it is. Errors: `turn_running`, `conflict`. */
  close(address: Address, actor: Actor): Promise<Answer<ConversationRecord>>;
  /** The conversation goes on from the newest end of the branch that this message is on. Errors: `not_found`, `turn_running`. */
  selectBranch(address: Address, actor: Actor, messageId: string): Promise<Answer<ConversationRecord>>;
  /** Errors: `not_found`. */
  rate(address: Address, actor: Actor, rating: Rating): Promise<Answer<null>>;
  /** A fork's tools change the world from here on. */
  letLoose(address: Address, actor: Actor): Promise<Answer<ConversationRecord>>;
  /**
   * Moves it to the flow that its bot follows now. Following it already, nothing happens.
   * Errors: `turn_running`, `not_found` where the bot is gone.
   */
  changeFlow(address: Address, actor: Actor): Promise<Answer<ConversationRecord>>;
  /**
   * Begins this conversation as a fork of another one: its branch up to a message, and effects fenced. Errors: `not_found` where the
   * origin or the message is not there, `conflict` where this one has begun.
   */
  fork(address: Address, actor: Actor, origin: ForkOrigin): Promise<Answer<ConversationRecord>>;
  /** For forks: the rows of the branch up to a message (null: its head), oldest first, page by page; and where it stood there. */
  branchRows(address: Address, actor: Actor, query: BranchQuery): Promise<Answer<BranchPage>>;
  /** For exports: every row after `afterSeq`, whole and with its link. */
  exportRows(address: Address, actor: Actor, afterSeq: number): Promise<Answer<ExportPage>>;
  /** For the history consumer: what Postgres does not have yet; null when it has everything. */
  handOver(address: Address): Promise<HandOver | null>;
  /**
   * For the history consumer: Postgres holds everything up to `seq`, where the hash chain reads `hash` (empty at the beginning).
   * Less than before changes nothing, unless Postgres itself says that it was `restored` to it.
   */
  acknowledge(address: Address, held: HeldUpTo, options?: { restored: true }): Promise<void>;
  /** For the sync sweep: send the doorbell again if something is left. */
  ring(address: Address): Promise<void>;
  /** Ends what runs and forgets everything; what it held. Nobody is asked who they are: the caller has done so. */
  erase(address: Address): Promise<ErasedFromObject>;
}

export interface StaffMessage {
  /** The caller's message id, or null to have one made. */
  id: string | null;
  text: string;
}

export interface Rating {
  messageId: string;
  rating: Thumb;
  comment: string | null;
}

export interface ForkOrigin {
  conversationId: string;
  atMessageId: string | null;
}

export interface BranchQuery {
  atMessageId: string | null;
  afterSeq: number;
  /** Effects come when there are no more rows: those with keys behind this one, from "" on. */
  afterEffect: string;
}

export interface BranchPage {
  /** As it stood at the message. */
  conversation: ConversationRecord;
  rows: LogRow[];
  /** Null at the end. */
  nextAfterSeq: number | null;
  /** What its tools have done, by key, from which a fenced fork answers. */
  effects: [key: string, data: string][];
  /** Null at the end of them. */
  nextAfterEffect: string | null;
}

export interface ExportPage {
  conversation: ConversationRecord;
  rows: HandedRow[];
  nextAfterSeq: number | null;
}

export interface HeldUpTo {
  seq: number;
  hash: string;
}

export interface ErasedFromObject {
  messages: number;
  recordings: number;
}

/** Finds a conversation's object. */
export type Conversations = (address: Address) => ConversationPort;
