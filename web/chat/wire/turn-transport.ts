import { DefaultChatTransport, type UIMessageChunk } from "ai";
import type { ChatMessage } from "../conversation/message.ts";
import { problemOf } from "./problem.ts";
import type { AuthorizedFetch } from "./session.ts";

/** Silence after which a stream counts as lost: phones drop connections without a word. Re-attaching costs nothing. */
const STALL_MS = 45_000;

const terminal = new Set<UIMessageChunk["type"]>(["finish", "abort", "error"]);

/**
 * `useChat` on our endpoints. It sends the last message only, since the history is the server's; and a stream that ends
 * without its terminal event throws like a broken connection, so that the page re-attaches instead of showing half an answer.
 */
export class TurnTransport extends DefaultChatTransport<ChatMessage> {
  /** Whether the last `reconnectToStream` found a running turn; null while it has not answered. */
  attached: boolean | null = null;

  constructor(send: AuthorizedFetch) {
    super({
      api: "/v1/chat",
      fetch: async (input, init) => refuse(await send(String(input), init)),
      prepareSendMessagesRequest: ({ id, messages, trigger, messageId }) => ({
        body: { id, messages: messages.slice(-1), trigger, messageId },
      }),
    });
  }

  override async reconnectToStream(
    options: Parameters<DefaultChatTransport<ChatMessage>["reconnectToStream"]>[0],
  ): Promise<ReadableStream<UIMessageChunk> | null> {
    this.attached = null;
    const stream = await super.reconnectToStream(options);
    this.attached = stream !== null;
    return stream;
  }

  protected override processResponseStream(stream: ReadableStream<Uint8Array<ArrayBuffer>>): ReadableStream<UIMessageChunk> {
    return super.processResponseStream(stream.pipeThrough(failWhenSilent(STALL_MS))).pipeThrough(requireTerminal());
  }
}

async function refuse(response: Response): Promise<Response> {
  if (!response.ok) throw await problemOf(response);
  return response;
}

/** Passes chunks on; throws if the stream ends before the turn did (contracts.md, law 3: an explicit terminal event). */
function requireTerminal(): TransformStream<UIMessageChunk, UIMessageChunk> {
  let ended = false;
  return new TransformStream({
    transform(chunk, controller) {
      ended ||= terminal.has(chunk.type);
      controller.enqueue(chunk);
    },
    flush() {
      if (!ended) throw new TypeError("network: the stream ended before its turn");
    },
  });
}

function failWhenSilent(silenceMs: number): TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const watch = (controller: TransformStreamDefaultController): void => {
    clearTimeout(timer);
    timer = setTimeout(() => controller.error(new TypeError("network: the stream went silent")), silenceMs);
  };
  return new TransformStream({
    start: watch,
    transform(bytes, controller) {
      watch(controller);
      controller.enqueue(bytes);
    },
    flush: () => clearTimeout(timer),
  });
}
