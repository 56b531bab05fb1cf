import { getToolName } from "ai";
import type { ChatPart } from "../conversation/message.ts";
import { useTexts } from "../i18n/index.ts";
import { comparisonOutput, detailsOutput, orderOutput, refusalOutput, searchOutput } from "../offerings/outputs.ts";
import { ComparisonTable } from "./comparison-table.tsx";
import { Icon } from "./icon.tsx";
import { OfferingDetails } from "./offering-details.tsx";
import { OfferingList } from "./offering-list.tsx";
import { OrderCard } from "./order-card.tsx";

type ToolPart = Extract<ChatPart, { toolCallId: string }>;

/** A tool of the answer: a quiet line while it runs, its result as a card afterwards. */
export function ToolResult({ part, running, live, alone }: ToolResultProps) {
  const texts = useTexts();
  const name = getToolName(part);
  if (part.state === "output-error" || part.state === "output-denied") return <ToolNote text={texts.tools.failed} />;
  if (part.state !== "output-available") return running ? <ToolProgress text={progressText(name, texts.tools)} /> : null;
  return <Output name={name} output={part.output} live={live} alone={alone} />;
}

interface ToolResultProps {
  part: ToolPart;
  /** The turn still runs. */
  running: boolean;
  /** This is the newest message: its list is the one that "the second one" means. */
  live: boolean;
  /** No text follows that would explain a refusal. */
  alone: boolean;
}

function Output({ name, output, live, alone }: { name: string; output: unknown; live: boolean; alone: boolean }) {
  const refusal = refusalOutput.safeParse(output);
  // The answer's own words explain a refusal; without any, the tool's sentence has to.
  if (refusal.success) return alone ? <ToolNote text={refusal.data.error} /> : null;
  switch (name) {
    case "search_offerings": {
      const { data } = searchOutput.safeParse(output);
      return data ? <OfferingList result={data} live={live} /> : null;
    }
    case "get_offering_details": {
      const { data } = detailsOutput.safeParse(output);
      return data ? <OfferingDetails offering={data.offering} live={live} /> : null;
    }
    case "compare_offerings": {
      const { data } = comparisonOutput.safeParse(output);
      return data ? <ComparisonTable comparison={data} live={live} /> : null;
    }
    case "trigger_web_hook": {
      const { data } = orderOutput.safeParse(output);
      return data ? <OrderCard order={data} /> : null;
    }
    default:
      return null;
  }
}

function progressText(name: string, tools: Record<string, string>): string {
  return tools[name] ?? tools["other"] ?? "";
}

function ToolProgress({ text }: { text: string }) {
  return (
    <p className="tool-progress">
      <span className="shimmer">{text}</span>
    </p>
  );
}

export function ToolNote({ text }: { text: string }) {
  return (
    <p className="note">
      <Icon name="alert" size={16} />
      {text}
    </p>
  );
}
