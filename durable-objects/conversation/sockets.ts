/**
 * The sockets of a conversation. They outlive the object's sleep: what is known of each is attached to it, and nothing ticks for them.
 * docs/decisions/feed-and-socket.md
 */
import type { Actor, FeedTopic, Participant, SocketInput } from "../../src/conversations/index.ts";
import { EdgewiseError } from "../../src/platform/errors.ts";
import type { Entry } from "./entry.ts";
import { discontinuity, isFor, tellable, type FeedView, type Notice } from "./feed-wire.ts";
import type { Journal, Reader } from "./journal.ts";
import { beginAt, idAt, newestSeq, nextPage, readyAt, type LogSource } from "./replay.ts";
import type { SocketReply } from "./socket-frames.ts";

const mostSockets = 64;
/** Characters that a client may have been sent since it was last heard of, before it is dropped: there is no telling what lies unread. */
const patience = 1_000_000;

/** What the runtime keeps with a socket while the object sleeps; it holds 2 kB. Only this file writes it. */
interface Attachment {
  actor: Actor;
  only: FeedTopic[] | null;
  /** Whether it is told what happens; until then it reads for itself, page by page. */
  live: boolean;
}

type ObjectState = Pick<
  DurableObjectState,
  "acceptWebSocket" | "getWebSockets" | "setWebSocketAutoResponse" | "getWebSocketAutoResponseTimestamp"
>;

interface Client extends Attachment {
  socket: WebSocket;
  view: FeedView;
  /** Characters that it was told since it was last heard of. */
  unheard: number;
  pingedAt: number;
}

export class Sockets implements Reader {
  readonly #state: ObjectState;
  readonly #journal: Journal;
  readonly #clients = new Map<WebSocket, Client>();

  constructor(state: ObjectState, journal: Journal) {
    this.#state = state;
    this.#journal = journal;
    for (const socket of state.getWebSockets()) {
      const attachment = attachedTo(socket);
      if (attachment) this.#keep(socket, attachment);
    }
    journal.add(this);
  }

  get participants(): Participant[] {
    return participantsOf(this.#clients.values());
  }

  /** Takes one more. Errors: `rate_limited`. */
  open({ actor, query }: SocketInput, source: LogSource): WebSocket {
    if (this.#clients.size >= mostSockets) {
      throw new EdgewiseError("rate_limited", `This conversation has ${mostSockets} sockets already. Close some of them, and try again.`);
    }
    const { 0: theirs, 1: own } = new WebSocketPair();
    this.#state.acceptWebSocket(own);
    // Answered by the runtime, without waking the object.
    this.#state.setWebSocketAutoResponse(new WebSocketRequestResponsePair('{"type":"ping"}', '{"type":"pong"}'));
    const before = this.participants;
    const client = this.#keep(own, { actor, only: query.only, live: false });
    const beginning = beginAt(source, query.after, wantsWords(client));
    const { seq, lost } = beginning;
    const id = readyAt(source, query.after, beginning);
    this.#say(client, { type: "ready", id, last_seq: newestSeq(source), participants: this.participants });
    if (lost !== null) this.#say(client, { type: "discontinuity", ...discontinuity(lost, idAt(source, seq)) });
    this.#readOn(client, seq, source);
    this.#tellPresence(before, own);
    return theirs;
  }

  /** One page from a place on, as its client asks for it; at the end of the log it is live. */
  resume(socket: WebSocket, after: NonNullable<SocketInput["query"]["after"]>, source: LogSource): void {
    const client = this.#clients.get(socket);
    if (!client) return;
    const { seq, lost } = beginAt(source, after, wantsWords(client));
    if (lost !== null) this.#say(client, { type: "discontinuity", ...discontinuity(lost, idAt(source, seq)) });
    this.#readOn(client, seq, source);
  }

  /** Tells the others that this one writes, or does so no longer. It holds for 6 s: their pages forget it by themselves. */
  typing(socket: WebSocket, typing: boolean): void {
    const client = this.#clients.get(socket);
    if (!client) return;
    const notice: Notice = { type: "typing", typing, ...participantOf(client) };
    const writer = client.actor.role === "visitor" ? client.actor.userId : null;
    const isWriter = (one: Client) => one === client || (one.actor.role === "visitor" && one.actor.userId === writer);
    for (const one of this.#clients.values()) if (!isWriter(one)) this.#say(one, notice);
    this.#journal.notice(notice);
  }

  actorOf(socket: WebSocket): Actor | null {
    return this.#clients.get(socket)?.actor ?? null;
  }

  reply(socket: WebSocket, reply: SocketReply): void {
    const client = this.#clients.get(socket);
    if (client) this.#send(client, JSON.stringify(reply));
  }

  /** It has sent something: it reads. */
  heard(socket: WebSocket): void {
    const client = this.#clients.get(socket);
    if (client) client.unheard = 0;
  }

  /** Its client says goodbye: the runtime leaves the answer to us. */
  left(socket: WebSocket): void {
    this.#close(socket, 1000, "");
    this.gone(socket);
  }

  /** It has left, or is to leave. */
  gone(socket: WebSocket): void {
    // Whose leaving has woken the object is not among its sockets any more: what is attached to it says who it was.
    const left = this.#clients.get(socket) ?? attachedTo(socket);
    if (left === null) return;
    this.#clients.delete(socket);
    socket.serializeAttachment(null);
    const before = participantsOf([...this.#clients.values(), left]);
    this.#tellPresence(before, socket);
  }

  tell(entry: Entry): void {
    if (this.#clients.size === 0) return;
    const made = new Map<string, string | null>();
    for (const client of this.#clients.values()) {
      if (!client.live) continue;
      const key = `${client.view.role} ${client.only?.join() ?? "all"}`;
      const json = made.has(key) ? (made.get(key) ?? null) : (tellable(entry, client.view)?.json ?? null);
      made.set(key, json);
      if (json !== null) this.#send(client, json);
    }
  }

  end(): void {
    for (const client of [...this.#clients.values()]) {
      this.#say(client, { type: "conversation.erased" });
      this.#close(client.socket, 4410, "conversation.erased");
    }
    this.#clients.clear();
  }

  /** A process has died with what it had told: who was told it comes back with the place of its last event. */
  breakOff(): void {
    for (const client of [...this.#clients.values()]) this.#close(client.socket, 1012, "Open another one with after=<your last id>.");
    this.#clients.clear();
  }

  #keep(socket: WebSocket, attachment: Attachment): Client {
    const { actor, only } = attachment;
    const client = { ...attachment, socket, view: { only, role: actor.role }, unheard: 0, pingedAt: 0 };
    this.#clients.set(socket, client);
    return client;
  }

  #readOn(client: Client, afterSeq: number, source: LogSource): void {
    const { entries, seq, live } = nextPage(source, afterSeq, wantsWords(client));
    for (const entry of entries) {
      const told = tellable(entry, client.view);
      if (told) this.#put(client, told.json);
    }
    client.live = live;
    // It has asked for the page: that does not count against it.
    client.unheard = 0;
    client.socket.serializeAttachment({ actor: client.actor, only: client.only, live } satisfies Attachment);
    this.#say(client, { type: live ? "live" : "more", id: idAt(source, seq) });
  }

  #tellPresence(before: readonly Participant[], cause: WebSocket): void {
    const { participants } = this;
    if (before.length === participants.length) return;
    const notice: Notice = { type: "presence", participants };
    for (const client of this.#clients.values()) if (client.socket !== cause) this.#say(client, notice);
    this.#journal.notice(notice);
  }

  #say(client: Client, notice: Notice): void {
    if (isFor(client.view, notice)) this.#send(client, JSON.stringify(notice));
  }

  #send(client: Client, json: string): void {
    const pingedAt = this.#state.getWebSocketAutoResponseTimestamp(client.socket)?.getTime() ?? 0;
    if (pingedAt > client.pingedAt) Object.assign(client, { unheard: 0, pingedAt });
    client.unheard += json.length;
    this.#put(client, json);
    if (client.unheard <= patience) return;
    this.#close(client.socket, 1013, "You read too slowly, or never ping. Open another one with after=<your last id>.");
    this.gone(client.socket);
  }

  #put({ socket }: Client, json: string): void {
    try {
      socket.send(json);
    } catch {
      // It has left without a word.
      this.gone(socket);
    }
  }

  #close(socket: WebSocket, code: number, reason: string): void {
    try {
      socket.close(code, reason);
    } catch {
      // It is closed already.
    }
  }
}

/** Null of one that is on its way out. */
const attachedTo = (socket: WebSocket) => socket.deserializeAttachment() as Attachment | null;

const wantsWords = ({ only }: Attachment): boolean => only === null || only.includes("chunks");

function participantOf({ actor }: Attachment): Participant {
  return actor.role === "visitor" ? { role: "visitor", user_id: actor.userId } : { role: "staff", user_id: null };
}

function participantsOf(clients: Iterable<Attachment>): Participant[] {
  const named = new Map<string, Participant>();
  for (const client of clients) {
    const participant = participantOf(client);
    named.set(JSON.stringify(participant), participant);
  }
  return [...named.values()];
}
