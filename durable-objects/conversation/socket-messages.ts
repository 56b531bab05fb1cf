/** What comes in over a conversation's sockets: each frame is answered, none closes the socket. */
import type { Place } from "../../src/transcript/index.ts";
import { EdgewiseError } from "../../src/platform/errors.ts";
import { reasonOf } from "../../src/platform/reason.ts";
import type { Conversation } from "./conversation.ts";
import type { ConversationPorts } from "./ports.ts";
import { Pace } from "./pace.ts";
import { placeOf, readFrame, readText, refOf, type SocketFrame } from "./socket-frames.ts";
import type { Sockets } from "./sockets.ts";

/** Frames that a client may send at once, and in each second after that: typing is told again every few seconds, pages are asked for. */
const burst = 30;
const perSecond = 10;

interface Sender {
  pace: Pace;
  /** Settles when what it sent before has been dealt with: its messages keep their order. */
  before: Promise<void>;
}

export class SocketMessages {
  readonly #conversation: Conversation;
  readonly #sockets: Sockets;
  readonly #ports: ConversationPorts;
  readonly #senders = new WeakMap<WebSocket, Sender>();

  constructor(conversation: Conversation, sockets: Sockets, ports: ConversationPorts) {
    this.#conversation = conversation;
    this.#sockets = sockets;
    this.#ports = ports;
  }

  /** Resolves when the frame has been dealt with. Never rejects. */
  receive(socket: WebSocket, data: string | ArrayBuffer): Promise<void> {
    this.#sockets.heard(socket);
    const now = this.#ports.clock.now();
    const sender = this.#senders.get(socket) ?? { pace: new Pace(burst, perSecond, now), before: Promise.resolve() };
    this.#senders.set(socket, sender);
    const may = sender.pace.take(now);
    sender.before = sender.before.then(() => this.#handle(socket, data, may));
    return sender.before;
  }

  async #handle(socket: WebSocket, data: string | ArrayBuffer, may: boolean): Promise<void> {
    try {
      if (!may) throw new EdgewiseError("rate_limited", `Send at most ${perSecond} frames a second. This one was not read.`);
      await this.#obey(socket, readFrame(data));
    } catch (error) {
      const refusal = error instanceof EdgewiseError ? error : new EdgewiseError("internal", "This is our fault. Try again in a moment.");
      if (refusal !== error) this.#ports.log.error("socket.failed", { reason: reasonOf(error) });
      this.#sockets.reply(socket, { type: "error", code: refusal.code, detail: refusal.message, ...refOf(data) });
    }
  }

  async #obey(socket: WebSocket, frame: SocketFrame): Promise<void> {
    const ref = frame.ref === undefined ? {} : { ref: frame.ref };
    switch (frame.type) {
      case "ping":
        return this.#sockets.reply(socket, { type: "pong" });
      case "typing":
        return this.#sockets.typing(socket, frame.typing);
      case "resume":
        return this.#resume(socket, placeOf(frame));
      case "message":
        return this.#sockets.reply(socket, { type: "accepted", ...(await this.#say(socket, frame)), ...ref });
      case "stop": {
        const actor = this.#actorOf(socket);
        const { stopped } = await this.#conversation.stop(actor);
        return this.#sockets.reply(socket, { type: "stopped", stopped, ...ref });
      }
    }
  }

  async #resume(socket: WebSocket, after: Place): Promise<void> {
    const source = await this.#conversation.listen(this.#actorOf(socket));
    this.#sockets.resume(socket, after, source);
  }

  async #say(socket: WebSocket, { id, text }: Extract<SocketFrame, { type: "message" }>) {
    const actor = this.#actorOf(socket);
    const parts = [{ type: "text", text: readText(text) }];
    const { desk } = await this.#conversation.listen(actor);
    const { address } = desk;
    if (actor.role === "visitor" && !(await this.#ports.limitVisitorMessages(address.tenantId, actor.userId))) {
      const detail = "These are many messages in a short time. Please wait a minute, then send this one again.";
      throw new EdgewiseError("rate_limited", detail);
    }
    return this.#conversation.say({
      address,
      actor,
      messageId: id ?? null,
      parts,
      metadata: {},
      trigger: "submit",
      edits: null,
      requestId: null,
    });
  }

  #actorOf(socket: WebSocket) {
    const actor = this.#sockets.actorOf(socket);
    if (actor === null) throw new EdgewiseError("not_found", "This socket is closed.");
    return actor;
  }
}
