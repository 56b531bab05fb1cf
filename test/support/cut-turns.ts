/** Follows one turn through cuts, by `Last-Event-ID` or from its beginning each time, and joins what it was told. */
import { setTimeout as pause } from "node:timers/promises";
import { blocksOf, lastIdIn, readPiece, uncut, type Cut, type Piece } from "./cut-reader.ts";
import type { SeededRandom } from "./random.ts";

/** A message whose answer is followed. */
export interface Question {
  conversationId: string;
  messageId: string;
  text: string;
}

/** `resume`: goes on after its last event. `replay`: as useChat, the whole again. `replay` by way of `/v1/chat`, `resume` by both. */
export interface Way {
  manner: "resume" | "replay";
  surface: "conversations" | "chat";
}

export interface Followed {
  /** All pieces joined, without what was declared void. */
  events: string;
  cuts: number;
  /** Of these, how often nothing had been told yet. */
  cutsBeforeAnything: number;
  discontinuities: number;
}

export const done = "data: [DONE]\n\n";
const headers = { authorization: "Bearer demo", "content-type": "application/json", accept: "text/event-stream" };

/**
 * Follows it to its end, hanging up as often as `cuts` says at most. A server that is away is asked again.
 * Errors: when that takes longer than two minutes, or a request is refused for good.
 */
export async function followTurn(url: string, question: Question, way: Way, cuts: number, random: SeededRandom): Promise<Followed> {
  const followed: Followed = { events: "", cuts: 0, cutsBeforeAnything: 0, discontinuities: 0 };
  const giveUpAt = Date.now() + 120_000;
  while (!followed.events.endsWith(done)) {
    if (Date.now() > giveUpAt) throw new Error(`The answer to ${question.messageId} has no end: …${followed.events.slice(-200)}`);
    const lastId = way.manner === "resume" ? lastIdIn(followed.events) : null;
    const piece = await attach(url, question, way, lastId, followed.cuts < cuts ? cutSomewhere(random) : uncut);
    if (piece.status === 204 && lastId !== null) return followed;
    if (piece.status === 0 || piece.status === 429 || piece.status >= 500) await pause(50);
    else if (piece.status !== 200) throw new Error(`${question.messageId} is refused: ${piece.status}`);
    else take(followed, piece, lastId);
  }
  return followed;
}

function take(followed: Followed, { events }: Piece, lastId: string | null): void {
  if (lastId === null) followed.events = "";
  const blocks = blocksOf(events);
  const broken = blocks.findLastIndex((block) => block.includes('"type":"data-discontinuity"'));
  if (broken >= 0) followed.discontinuities += 1;
  // What came before is void: the message follows from its beginning.
  followed.events = broken >= 0 ? blocks.slice(broken + 1).join("") : followed.events + events;
  if (followed.events.endsWith(done)) return;
  followed.cuts += 1;
  if (followed.events === "") followed.cutsBeforeAnything += 1;
}

/** The next connection: of who has read nothing yet, to the running turn, or else by the same message again. */
async function attach(url: string, question: Question, { surface }: Way, lastId: string | null, cut: Cut): Promise<Piece> {
  const resumed = { headers: lastId === null ? headers : { ...headers, "last-event-id": lastId } };
  const piece = await readPiece(`${url}/v1/${surface}/${question.conversationId}/stream`, resumed, cut);
  return lastId === null && (piece.status === 204 || piece.status === 404) ? ask(url, question, surface, cut) : piece;
}

/** The message itself, which joins its turn if it is there. */
export function ask(
  url: string,
  { conversationId: id, messageId, text }: Question,
  surface: Way["surface"],
  cut: Cut = uncut,
): Promise<Piece> {
  const message = { id: messageId, role: "user", parts: [{ type: "text", text }] };
  const [path, body] =
    surface === "chat" ? ["/v1/chat", { id, messages: [message] }] : [`/v1/conversations/${id}/messages`, { id: messageId, text }];
  return readPiece(`${url}${path}`, { method: "POST", headers, body: JSON.stringify(body) }, cut);
}

/** Often before the first word or soon after, sometimes far on. */
export const cutSomewhere = (random: SeededRandom): Cut => ({
  bytes: random.pick([() => 0, () => random.whole(1, 200), () => random.whole(1, 1500), () => random.whole(1, 6000)])(),
});
