/** Cloudflare's `agents`, asked as its own React hook asks: over a WebSocket, with the whole history in each request. */
import type { Place } from "./place.ts";
import { wordsFor, type Contender, type Turn } from "./contender.ts";
import { planWorkerd } from "./workerd.ts";

const notes = [
  "Bare workerd has no mail: its import of cloudflare:email is answered by an empty module.",
  "AIChatAgent of @cloudflare/ai-chat over its own WebSocket protocol: one socket for each conversation, the history goes along with each message as its hook sends it.",
  "Its bytes are counted as payload plus frame heads; a connection that an eviction broke is opened anew within the turn.",
];

const patienceMs = 60_000;

interface UiMessage {
  id: string;
  role: "user" | "assistant";
  parts: { type: "text"; text: string }[];
}

interface Chat {
  socket: WebSocket | null;
  history: UiMessage[];
}

export async function agents({ folder, script }: Place): Promise<Contender> {
  const server = await planWorkerd({ folder, script, className: "ChatAgent", objects: "ChatAgent", bindings: {} });
  const chats = new Map<string, Chat>();
  const chatOf = (id: string): Chat => {
    const chat = chats.get(id) ?? { socket: null, history: [] };
    chats.set(id, chat);
    return chat;
  };
  const closeAll = () => {
    for (const chat of chats.values()) {
      chat.socket?.close();
      chat.socket = null;
    }
  };
  const turn: Contender["turn"] = async (id, asked) => {
    const chat = chatOf(id);
    const startedAt = performance.now();
    if (chat.socket?.readyState !== WebSocket.OPEN) chat.socket = await open(`ws://127.0.0.1:${server.port}/agents/chat-agent/${id}`);
    return ask(chat.socket, chat.history, wordsFor(asked), startedAt);
  };
  return {
    name: "agents",
    notes,
    get pid() {
      return server.pid;
    },
    start: () => server.start(),
    restart: async () => {
      closeAll();
      await server.stop();
      await server.start();
    },
    stop: async () => {
      closeAll();
      await server.stop();
    },
    create: () => Promise.resolve(),
    turn,
    begin: turn,
    fill: async (id, messages) => {
      const { history } = chatOf(id);
      for (let said = history.length; said < messages - 2; said++)
        history.push(messageOf(said % 2 === 0 ? "user" : "assistant", "word0 word1 word2 word3 word4 word5 word6 word7 word8 word9 "));
      await turn(id, { tokens: 10, paceMs: 0 });
    },
    rows: () => Promise.resolve(Number.NaN),
  };
}

function messageOf(role: UiMessage["role"], text: string): UiMessage {
  return { id: crypto.randomUUID(), role, parts: [{ type: "text", text }] };
}

function open(url: string): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url);
    socket.addEventListener("open", () => resolve(socket), { once: true });
    socket.addEventListener("error", () => reject(new Error(`${url} does not open.`)), { once: true });
  });
}

/** Bytes of a WebSocket frame's head; the client's carry a mask. */
const headBytes = (payload: number, masked: boolean) => (payload < 126 ? 2 : payload < 65_536 ? 4 : 10) + (masked ? 4 : 0);

/** What of an event is read here. */
interface ChatEvent {
  type: string;
  id?: string;
  /** A chunk of the UI message stream, as JSON. */
  body?: string;
  done?: boolean;
  error?: boolean;
}

function ask(socket: WebSocket, history: UiMessage[], text: string, startedAt: number): Promise<Turn> {
  history.push(messageOf("user", text));
  const answer = messageOf("assistant", "");
  const body = JSON.stringify({ messages: history, trigger: "submit-message" });
  const requestId = crypto.randomUUID();
  const request = JSON.stringify({ id: requestId, type: "cf_agent_use_chat_request", init: { method: "POST", body } });
  const turn: Turn = { firstTokenMs: null, wholeMs: 0, bytesUp: request.length + headBytes(request.length, true), bytesDown: 0 };
  return new Promise((resolve, reject) => {
    const read = (message: MessageEvent) => {
      const data = String(message.data);
      turn.bytesDown += data.length + headBytes(data.length, false);
      const event: ChatEvent = JSON.parse(data);
      if (event.type !== "cf_agent_use_chat_response" || event.id !== requestId) return;
      const token = event.body ? takeChunk(event.body, answer) : false;
      if (token) turn.firstTokenMs ??= performance.now() - startedAt;
      if (!event.done) return;
      turn.wholeMs = performance.now() - startedAt;
      history.push(answer);
      finish(() => (event.error ? reject(new Error(data)) : resolve(turn)));
    };
    const finish = (then: () => void) => {
      clearTimeout(patience);
      socket.removeEventListener("message", read);
      then();
    };
    const patience = setTimeout(() => finish(() => reject(new Error("agents: no answer for a minute."))), patienceMs);
    socket.addEventListener("message", read);
    socket.send(request);
  });
}

/** Follows the answer as a client does, so that the next request names it as the server does. True for a token. */
function takeChunk(json: string, answer: UiMessage): boolean {
  const chunk: { type: string; messageId?: string; delta?: string } = JSON.parse(json);
  if (chunk.messageId) answer.id = chunk.messageId;
  const [part] = answer.parts;
  if (chunk.type === "text-delta" && part) part.text += chunk.delta ?? "";
  return chunk.type === "text-delta";
}
