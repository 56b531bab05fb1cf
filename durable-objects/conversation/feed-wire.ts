/** What feeds and sockets are told, as JSON: the same for both. Pure. */
import { representMessage, type Actor, type FeedTopic, type Participant } from "../../src/conversations/index.ts";
import type { EventKind, LogEvent, StoredMessage } from "../../src/transcript/index.ts";
import type { Entry } from "./entry.ts";

/** What of the log one reader is shown. */
export interface FeedView {
  only: readonly FeedTopic[] | null;
  role: Actor["role"];
}

/** What has no place in the log. */
export type Notice =
  | { type: "ready"; id: string; last_seq: number; participants: Participant[] }
  | { type: "live"; id: string }
  | { type: "more"; id: string }
  | ({ type: "discontinuity" } & Discontinuity)
  | ({ type: "typing"; typing: boolean } & Participant)
  | { type: "presence"; participants: Participant[] }
  | { type: "conversation.erased" };

/** What a reader holds after `resume_after` is void; what follows takes its place. */
export interface Discontinuity {
  id: string;
  reason: "rewound" | "unknown" | "condensed";
  resume_after: string;
  action: "replace";
  remedy: string;
}

const topicOf: Record<EventKind, FeedTopic> = {
  "state.changed": "states",
  "state.refused": "states",
  "tool.called": "tools",
  "tool.blocked": "tools",
  "turn.ended": "turns",
  "handover.started": "handover",
  "handover.ended": "handover",
  "branch.selected": "messages",
  "feedback.given": "messages",
  "effects.released": "tools",
  "flow.changed": "states",
};

/** An entry's name and its JSON; null where this reader is not to see it. */
export function tellable(entry: Entry, view: FeedView): { name: string; json: string } | null {
  const wants = (topic: FeedTopic) => view.only === null || view.only.includes(topic);
  const event = entry.event !== null && wants(topicOf[entry.event.kind]) ? entry.event : null;
  const message = entry.message !== null && wants("messages") ? entry.message : null;
  const chunk = entry.chunk !== null && wants("chunks") ? entry.chunk : null;
  const name = event?.kind ?? (message ? "message.created" : chunk === null ? null : "chunk");
  if (name === null) return null;
  const at = entry.event?.at ?? entry.message?.createdAt;
  const told = {
    type: name,
    id: entry.id,
    seq: entry.seq,
    turn_id: entry.turnId,
    ...(at === undefined ? {} : { at: new Date(at).toISOString() }),
    ...(event ? { data: dataFor(view, event) } : {}),
    ...(message ? { message: representMessage(messageFor(view, message)) } : {}),
  };
  const json = JSON.stringify(told);
  // The chunk is JSON already.
  return { name, json: chunk === null ? json : `${json.slice(0, -1)},"chunk":${chunk}}` };
}

/** A visitor is told that staff take over, not what they note about it or whose key they hold; nor how a journey is drawn. */
function dataFor({ role }: FeedView, { kind, data }: LogEvent): LogEvent["data"] {
  const isInternal = topicOf[kind] === "handover" || kind === "effects.released" || kind === "flow.changed";
  return role === "visitor" && isInternal ? {} : data;
}

function messageFor({ role }: FeedView, message: StoredMessage): StoredMessage {
  return role === "visitor" && message.authorType === "staff" ? { ...message, metadata: {} } : message;
}

/** As SSE; empty where this reader is not to see it. */
export function entryFrame(entry: Entry, view: FeedView): string {
  const told = tellable(entry, view);
  return told === null ? "" : `id: ${entry.id}\nevent: ${told.name}\ndata: ${told.json}\n\n`;
}

export function noticeFrame(notice: Notice): string {
  const id = "id" in notice ? `id: ${notice.id}\n` : "";
  return `${id}event: ${notice.type}\ndata: ${JSON.stringify(notice)}\n\n`;
}

/** Whether this reader wants to know who is here and who writes; the rest is for everybody. */
export function isFor({ only }: FeedView, { type }: Notice): boolean {
  return (type !== "typing" && type !== "presence") || only === null || only.includes("presence");
}

export function discontinuity(reason: Discontinuity["reason"], id: string): Discontinuity {
  const remedy = "Drop what you hold of the events after resume_after: what follows takes its place.";
  return { id, reason, resume_after: id, action: "replace", remedy };
}
