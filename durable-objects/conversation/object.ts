/** The conversation object. It only wires: what decides is in src/conversations, what runs turns in runner.ts, what stores in storage.ts. */
import { DurableObject } from "cloudflare:workers";
import {
  readSocketRequest,
  type Actor,
  type Address,
  type BranchPage,
  type BranchQuery,
  type ConversationPort,
  type ErasedFromObject,
  type EventStream,
  type FeedQuery,
  type ExportPage,
  type ForkOrigin,
  type HeldUpTo,
  type MessagePage,
  type PageQuery,
  type Rating,
  type SendInput,
  type SettledTurn,
  type StaffMessage,
  type Started,
  type StartInput,
} from "../../src/conversations/index.ts";
import type { ConversationRecord, HandOver, Place, StoredMessage } from "../../src/transcript/index.ts";
import { type Answer, EdgewiseError } from "../../src/platform/errors.ts";
import { reasonOf } from "../../src/platform/reason.ts";
import { Conversation } from "./conversation.ts";
import { Desk } from "./desk.ts";
import { openFeed } from "./feed.ts";
import type { ConversationPorts } from "./ports.ts";
import { SocketMessages } from "./socket-messages.ts";
import { Sockets } from "./sockets.ts";
import { ConversationStorage } from "./storage.ts";

export class ConversationObject extends DurableObject<Env> implements ConversationPort {
  readonly #conversation: Conversation;
  readonly #sockets: Sockets;
  readonly #socketMessages: SocketMessages;

  /** Whoever deploys it brings the ports: src/worker.ts those of its bindings, tests their own. */
  constructor(ctx: DurableObjectState, env: Env, ports: ConversationPorts) {
    super(ctx, env);
    const desk = new Desk(new ConversationStorage(ctx.storage), ports, {
      waitUntil: (work) => ctx.waitUntil(work),
      setAlarm: (at) => void ctx.storage.setAlarm(at),
      startOver: (reason) => {
        ports.log.error("conversation.started_over", { reason: reasonOf(reason) });
        ctx.abort(reasonOf(reason));
      },
    });
    this.#conversation = new Conversation(desk);
    this.#sockets = new Sockets(ctx, desk.journal);
    this.#socketMessages = new SocketMessages(this.#conversation, this.#sockets, ports);
    void ctx.blockConcurrencyWhile(() => this.#conversation.wake(() => this.#sockets.breakOff()));
  }

  override alarm(): Promise<void> {
    return this.#conversation.onAlarm();
  }

  start(input: StartInput): Promise<Answer<Started>> {
    return answer(() => this.#conversation.start(input));
  }

  sendAndStream(input: SendInput): Promise<Answer<EventStream>> {
    return answer(() => this.#conversation.sendAndStream(input));
  }

  sendAndWait(input: SendInput): Promise<Answer<SettledTurn>> {
    return answer(() => this.#conversation.sendAndWait(input));
  }

  attach(_address: Address, actor: Actor, after: Place | null): Promise<Answer<EventStream | null>> {
    return answer(() => this.#conversation.attach(actor, after));
  }

  feed(_address: Address, actor: Actor, query: FeedQuery): Promise<Answer<EventStream>> {
    return answer(async () => {
      const source = await this.#conversation.listen(actor);
      return openFeed(source, query, { only: query.only, role: actor.role }, this.#sockets.participants);
    });
  }

  /** An upgrade, as `socketRequest` writes it. Nobody outside of the Worker reaches this. */
  override async fetch(request: Request): Promise<Response> {
    const input = readSocketRequest(request);
    const opened = await answer(async () => {
      if (input === null) throw new EdgewiseError("not_found", "Only sockets are opened here.");
      return this.#sockets.open(input, await this.#conversation.listen(input.actor));
    });
    if (opened.ok) return new Response(null, { status: 101, webSocket: opened.value });
    return Response.json(opened.error, { status: 400 });
  }

  override webSocketMessage(socket: WebSocket, data: string | ArrayBuffer): Promise<void> {
    return this.#socketMessages.receive(socket, data);
  }

  override webSocketClose(socket: WebSocket): void {
    this.#sockets.left(socket);
  }

  override webSocketError(socket: WebSocket): void {
    this.#sockets.gone(socket);
  }

  stop(_address: Address, actor: Actor): Promise<Answer<{ stopped: boolean }>> {
    return answer(() => this.#conversation.stop(actor));
  }

  read(_address: Address, actor: Actor): Promise<Answer<ConversationRecord>> {
    return answer(() => this.#conversation.read(actor));
  }

  messages(_address: Address, actor: Actor, page: PageQuery): Promise<Answer<MessagePage>> {
    return answer(() => this.#conversation.messages(actor, page));
  }

  takeOver(_address: Address, actor: Actor, reason: string | null): Promise<Answer<ConversationRecord>> {
    return answer(() => this.#conversation.between(actor, (between) => between.takeOver(reason)));
  }

  giveBack(_address: Address, actor: Actor): Promise<Answer<ConversationRecord>> {
    return answer(() => this.#conversation.between(actor, (between) => between.giveBack()));
  }

  staffSay(_address: Address, actor: Actor, said: StaffMessage): Promise<Answer<StoredMessage>> {
    return answer(() => this.#conversation.between(actor, (between) => between.staffSay(said)));
  }

  close(_address: Address, actor: Actor): Promise<Answer<ConversationRecord>> {
    return answer(() => this.#conversation.between(actor, (between) => between.close()));
  }

  selectBranch(_address: Address, actor: Actor, messageId: string): Promise<Answer<ConversationRecord>> {
    return answer(() => this.#conversation.between(actor, (between) => between.selectBranch(messageId)));
  }

  rate(_address: Address, actor: Actor, rating: Rating): Promise<Answer<null>> {
    return answer(() =>
      this.#conversation.between(actor, async (between) => {
        await between.rate(rating);
        return null;
      }),
    );
  }

  letLoose(_address: Address, actor: Actor): Promise<Answer<ConversationRecord>> {
    return answer(() => this.#conversation.between(actor, (between) => between.letLoose()));
  }

  changeFlow(_address: Address, actor: Actor): Promise<Answer<ConversationRecord>> {
    return answer(() => this.#conversation.between(actor, (between) => between.changeFlow()));
  }

  fork(address: Address, actor: Actor, origin: ForkOrigin): Promise<Answer<ConversationRecord>> {
    return answer(() => this.#conversation.fork(address, actor, origin));
  }

  branchRows(_address: Address, actor: Actor, query: BranchQuery): Promise<Answer<BranchPage>> {
    return answer(() => this.#conversation.branchRows(actor, query));
  }

  exportRows(_address: Address, actor: Actor, afterSeq: number): Promise<Answer<ExportPage>> {
    return answer(() => this.#conversation.exportRows(actor, afterSeq));
  }

  async handOver(_address: Address): Promise<HandOver | null> {
    return this.#conversation.outbox.handOver();
  }

  async acknowledge(_address: Address, held: HeldUpTo, options?: { restored: true }): Promise<void> {
    this.#conversation.outbox.acknowledge(held, options?.restored ?? false);
  }

  async ring(_address: Address): Promise<void> {
    await this.#conversation.outbox.ring();
  }

  erase(_address: Address): Promise<ErasedFromObject> {
    return this.#conversation.erase();
  }
}

/** RPC loses the type of a thrown error: refusals travel as values. What is not a refusal is a fault, and throws. */
async function answer<T>(work: () => T | Promise<T>): Promise<Answer<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    if (error instanceof EdgewiseError) return { ok: false, error: error.toData() };
    throw error;
  }
}
