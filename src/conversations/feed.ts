/** What a reader of everything that happens in a conversation asks for. */
import type { Place } from "../transcript/index.ts";
import type { Actor, Address } from "./port.ts";

/** What a reader may be content with; `chunks` are the pieces of answers as they are streamed. */
export const feedTopics = ["messages", "states", "tools", "turns", "handover", "chunks", "presence"] as const;
export type FeedTopic = (typeof feedTopics)[number];

export interface FeedQuery {
  /** Null: from now on. */
  after: Place | null;
  /** Null: everything. */
  only: FeedTopic[] | null;
}

/** Who takes part by a socket. Staff are not told apart: nobody learns whose key they hold. */
export type Participant = { role: "visitor"; user_id: string } | { role: "staff"; user_id: null };

/** A socket that a caller has been let through to. */
export interface SocketInput {
  address: Address;
  actor: Actor;
  query: FeedQuery;
}

const header = "edgewise-socket";

/**
 * The request that opens a socket in the conversation's object, for an upgrade cannot go by RPC. It is made anew: nothing of what the
 * client has sent goes along, so no client can say who it is. Objects have no address outside of the Worker.
 */
export function socketRequest(input: SocketInput): Request {
  // Header values are ASCII; ids may be anything.
  return new Request("https://object/socket", { headers: { upgrade: "websocket", [header]: encodeURIComponent(JSON.stringify(input)) } });
}

/** What `socketRequest` has put in; null for any other request. Only the Worker reaches an object, so it is trusted as written. */
export function readSocketRequest(request: Request): SocketInput | null {
  const written = request.headers.get(header);
  if (written === null || request.headers.get("upgrade") !== "websocket") return null;
  return JSON.parse(decodeURIComponent(written)) as SocketInput;
}
