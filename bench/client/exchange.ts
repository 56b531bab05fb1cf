/** One request and its answer on a bare socket: cheap, so that the server is the bottleneck, and every byte is counted. */
import { connect, type Socket } from "node:net";

export interface Exchange {
  status: number;
  /** Milliseconds from the first byte sent to the first token received; null when none came. */
  firstTokenMs: number | null;
  /** Milliseconds from the first byte sent to the last one received. */
  wholeMs: number;
  /** Bytes on the connection, heads and framing included. */
  bytesUp: number;
  bytesDown: number;
  body: string;
}

export interface Question {
  method: "GET" | "POST";
  path: string;
  headers?: Readonly<Record<string, string>>;
  body?: string;
}

const lastChunk = Buffer.from("0\r\n\r\n");
const firstToken = '"text-delta"';
const patienceMs = 60_000;

/** Connections to one server that are used again and again, one exchange at a time on each. */
export class Connections {
  readonly #port: number;
  readonly #idle: Socket[] = [];

  constructor(port: number) {
    this.#port = port;
  }

  /** Errors: rejects when the connection breaks, nothing comes for a minute, or the answer is a refusal. */
  async ask(question: Question): Promise<Exchange> {
    const socket = this.#takeIdle() ?? (await open(this.#port));
    const exchange = await converse(socket, question);
    if (socket.destroyed) throw new Error("The server closed the connection.");
    this.#idle.push(socket);
    if (exchange.status >= 300) throw new Error(`${question.method} ${question.path} answered ${exchange.status}: ${exchange.body}`);
    return exchange;
  }

  /** Servers close connections that are idle for some seconds. */
  #takeIdle(): Socket | undefined {
    let socket = this.#idle.pop();
    while (socket?.destroyed || socket?.readyState === "writeOnly") socket = this.#idle.pop();
    return socket;
  }

  close(): void {
    for (const socket of this.#idle.splice(0)) socket.destroy();
  }
}

function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => resolve(socket));
    socket.setNoDelay(true);
    socket.once("error", reject);
  });
}

function converse(socket: Socket, question: Question): Promise<Exchange> {
  const bytes = Buffer.from(textOf(question));
  const startedAt = performance.now();
  const answer = new Answer();
  return new Promise((resolve, reject) => {
    const fail = (how: string) => () =>
      finish(() => reject(new Error(`${question.path}: the connection ${how} after ${answer.bytesDown} bytes: ${answer.text}`)));
    const broken = fail("broke");
    const silent = fail("fell silent");
    const finish = (then: () => void) => {
      socket.off("data", read).off("close", broken).off("timeout", silent).setTimeout(0);
      then();
    };
    const read = (chunk: Buffer) => {
      answer.read(chunk, performance.now() - startedAt);
      if (!answer.isWhole) return;
      const wholeMs = performance.now() - startedAt;
      const { status, firstTokenMs, bytesDown, text } = answer;
      finish(() => resolve({ status, firstTokenMs, wholeMs, bytesUp: bytes.length, bytesDown, body: text }));
    };
    socket.on("data", read).on("close", broken).setTimeout(patienceMs, silent);
    socket.write(bytes);
  });
}

function textOf({ method, path, headers, body = "" }: Question): string {
  const lines = Object.entries({ ...headers, "content-length": String(Buffer.byteLength(body)) }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  return [`${method} ${path} HTTP/1.1`, "host: bench", ...lines, "", body].join("\r\n");
}

/** Reads an answer as it comes in. */
class Answer {
  status = 0;
  firstTokenMs: number | null = null;
  bytesDown = 0;
  isWhole = false;
  /** The head and the body until the first token, for errors and small answers. */
  text = "";
  #tail: Buffer = Buffer.alloc(0);
  #expected: number | null = null;

  read(chunk: Buffer, nowMs: number): void {
    this.bytesDown += chunk.length;
    if (this.firstTokenMs === null) this.#readText(chunk, nowMs);
    this.#tail = Buffer.concat([this.#tail, chunk]).subarray(-lastChunk.length);
    this.isWhole = this.#expected === null ? this.#tail.equals(lastChunk) : this.bytesDown >= this.#expected;
  }

  #readText(chunk: Buffer, nowMs: number): void {
    this.text += chunk.toString("latin1");
    if (this.text.includes(firstToken)) this.firstTokenMs = nowMs;
    const headEnd = this.text.indexOf("\r\n\r\n");
    if (this.status !== 0 || headEnd < 0) return;
    const head = this.text.slice(0, headEnd);
    this.status = Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1] ?? 0);
    const length = /content-length: *(\d+)/i.exec(head)?.[1];
    if (length !== undefined) this.#expected = headEnd + 4 + Number(length);
    else if (this.status === 204) this.#expected = headEnd + 4;
  }
}
