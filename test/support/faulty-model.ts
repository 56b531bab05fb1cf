/** A model on loopback that speaks `/v1/chat/completions` as OpenAI streams it, counts as it is asked to, and fails on demand. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { json } from "node:stream/consumers";
import { z } from "zod";
import { chunk, failure, usageChunk } from "./model-servers/openai.ts";

/** How one call goes: the words come at a pace, and then the call ends in order or in one of the ways in which providers break. */
export interface Performance {
  words: readonly string[];
  paceMs: number;
  /** `hang`: nothing more, and the connection stays. `reset`: it is torn. `truncate`: the body ends without its end. `error`: 500 in place of all. */
  ending: "done" | "hang" | "reset" | "truncate" | "error";
}

export interface ModelCall {
  question: string;
  /** 1 for the first call about this question. */
  attempt: number;
}

export interface FaultyModel {
  /** What OPENAI_COMPATIBLE_BASE_URL is set to. */
  url: string;
  /** Chooses how calls go from now on. */
  perform(choose: (call: ModelCall) => Performance): void;
  calls(): number;
  /** How often it was called about each question. */
  attempts: ReadonlyMap<string, number>;
  /** When the caller hung up on a call that had not ended, in milliseconds of `performance.now()`, by question. */
  hungUp: ReadonlyMap<string, number>;
  stop(): Promise<void>;
}

/** What a customer says to this model: it names all of its answer, so that whoever sees an answer knows whether it is whole. */
export const askToCount = (to: number, code: string): string => `Đếm đến ${to} giúp tôi nhé, mã ${code}.`;

const asked = /Đếm đến (\d+) giúp tôi nhé, mã (\S+)\./g;

/** The whole answer to that, in the pieces in which it comes. */
export function counted(question: string): string[] {
  const [, to = "1", code = "?"] = [...question.matchAll(asked)].at(-1) ?? [];
  return [`Mã ${code}:`, ...Array.from({ length: Number(to) }, (_, index) => ` ${index + 1}`)];
}

export const countingAt =
  (paceMs: number) =>
  ({ question }: ModelCall): Performance => ({ words: counted(question), paceMs, ending: "done" });

export async function startFaultyModel(): Promise<FaultyModel> {
  let choose = countingAt(20);
  let calls = 0;
  const attempts = new Map<string, number>();
  const hungUp = new Map<string, number>();
  const server = createServer(async (request, response) => {
    const question = await questionOf(request);
    if (question === null) return sendFailure(response, failure(400, "The request is not one of chat completions."));
    calls += 1;
    const attempt = (attempts.get(question) ?? 0) + 1;
    attempts.set(question, attempt);
    response.on("close", () => {
      if (!response.writableFinished) hungUp.set(question, performance.now());
    });
    await play(choose({ question, attempt }), response);
  });
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A TCP server's address is an object.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    perform: (next) => void (choose = next),
    calls: () => calls,
    attempts,
    hungUp,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The variables that make this model the one that answers; the bot's small talk stays offline. */
export const modelVariables = (model: FaultyModel): Record<string, string> => ({
  OPENAI_COMPATIBLE_BASE_URL: model.url,
  GENERATE_MODEL: "openai-compatible:counting",
  REASONING_MODEL: "openai-compatible:counting",
  SMALL_GENERATE_MODEL: "offline:shop",
  SMALL_REASONING_MODEL: "offline:shop",
});

async function play({ words, paceMs, ending }: Performance, response: ServerResponse): Promise<void> {
  if (ending === "error") return sendFailure(response, failure(500, "It fails on demand."));
  response.writeHead(200, { "content-type": "text/event-stream" }).flushHeaders();
  for (const word of words) {
    if (response.destroyed) return;
    response.write(eventOf(chunk({ content: word })));
    if (paceMs > 0) await pause(paceMs);
  }
  if (ending === "done") response.end(eventOf(chunk({}, "stop")) + eventOf(usageChunk(10, words.length)) + "data: [DONE]\n\n");
  if (ending === "truncate") response.end(eventOf(chunk({ content: "…" })).slice(0, 40));
  // Behind the words, and not through them.
  if (ending === "reset") response.write(": \n\n", () => response.socket?.resetAndDestroy());
}

const eventOf = (data: object): string => `data: ${JSON.stringify(data)}\n\n`;

function sendFailure(response: ServerResponse, reply: ReturnType<typeof failure>): void {
  if (reply.kind !== "json") return;
  response.writeHead(reply.status, { "content-type": "application/json" }).end(JSON.stringify(reply.body));
}

const textPart = z.object({ type: z.literal("text"), text: z.string() });
const completion = z.object({
  stream: z.literal(true),
  messages: z.array(
    z.object({ role: z.string(), content: z.union([z.string(), z.array(z.union([textPart, z.looseObject({})])), z.null()]).optional() }),
  ),
});

/** The last thing that the customer asked: what was said in a row, without an answer between, comes as one message. */
async function questionOf(request: IncomingMessage): Promise<string | null> {
  if (request.method !== "POST" || request.url !== "/v1/chat/completions") return null;
  const body = completion.safeParse(await json(request).catch(() => null));
  const content = body.data?.messages.findLast(({ role }) => role === "user")?.content;
  if (content === undefined || content === null) return null;
  const text = typeof content === "string" ? content : content.map((part) => ("text" in part ? String(part["text"]) : "")).join("");
  return text.match(asked)?.at(-1) ?? text;
}
