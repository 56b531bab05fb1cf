/**
 * The conversation object as its callers see it: one RPC surface for routes, queues and crons.
 * Every method takes the actor, so that a stranger's conversation reads as "not found" by the object itself.
 */
import type { Answer } from "../platform/errors.ts";
import type { JsonObject, Language } from "../platform/ports.ts";
import type { ConversationRecord, HandOver, MessagePart, Place, StoredMessage, Usage } from "../transcript/index.ts";

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
  /** The user message beside which this one is put, and from which the conversation goes on. */
  edits: string | null;
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
  /** Ends the running turn; `stopped` says whether one ran. */
  stop(address: Address, actor: Actor): Promise<Answer<{ stopped: boolean }>>;
  read(address: Address, actor: Actor): Promise<Answer<ConversationRecord>>;
  /** Messages newest first, before `beforeSeq` (null: from the end). A page may hold fewer than `limit` and still not be the last. */
  messages(address: Address, actor: Actor, page: PageQuery): Promise<Answer<MessagePage>>;
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
