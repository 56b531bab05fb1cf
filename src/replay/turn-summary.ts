/** A turn as a person compares it with another one. Pure. */
import type { JsonObject } from "../platform/ports.ts";
import { usageOf, type LogEvent, type LogRow, type TurnRow, type Usage } from "../transcript/index.ts";

export interface TurnSummary {
  status: TurnRow["status"];
  states: { before: string; after: string };
  tools: { tool: string; outcome: "called" | "failed" | "blocked" }[];
  /** States that were proposed and not entered. */
  refused: string[];
  text: string;
  usage: Usage;
}

export function summaryOf({ message, events }: Pick<LogRow, "message" | "events">, { status, from }: TurnRow): TurnSummary {
  const metadata: JsonObject = message?.metadata ?? {};
  const ended = events.findLast(({ kind }) => kind === "turn.ended");
  const before = from?.position.state ?? "";
  return {
    status,
    states: { before, after: String(ended?.data["state"] ?? metadata["state"] ?? before) },
    tools: events.flatMap((event) => toolIn(event) ?? []),
    refused: events.flatMap(({ kind, data }) => (kind === "state.refused" ? [String(data["to"])] : [])),
    text: message?.content ?? "",
    usage: usageOf({ metadata }),
  };
}

function toolIn({ kind, data }: LogEvent): TurnSummary["tools"][number] | null {
  const tool = String(data["tool"]);
  if (kind === "tool.blocked") return { tool, outcome: "blocked" };
  return kind === "tool.called" ? { tool, outcome: data["succeeded"] === true ? "called" : "failed" } : null;
}
