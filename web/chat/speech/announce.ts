/** What is said of a message as it grows: its sentences, and what its tools brought. Pure. */
import { getToolName, isToolUIPart } from "ai";
import type { ChatMessage, ChatPart } from "../conversation/message.ts";
import { fill, type Dictionary } from "../i18n/index.ts";
import { comparisonOutput, detailsOutput, orderOutput, searchOutput } from "../offerings/outputs.ts";
import { formatPrice } from "../offerings/price.ts";
import { takeSentences } from "./sentences.ts";

const ENDING = "ending";

/** How far a message has been said: characters by text part, and the tool calls told. */
export interface Progress {
  messageId: string;
  taken: Record<number, number>;
  told: string[];
}

export const nothingSaid = (messageId: string): Progress => ({ messageId, taken: {}, told: [] });

/** Everything of `message` counts as said: it was there when the reader came. */
export function allSaid(message: ChatMessage): Progress {
  const { progress } = announce(message, nothingSaid(message.id), true, null);
  return progress;
}

/**
 * @param done true when the message will not grow any more.
 * @returns the lines to say now, in order, and the progress to come back with.
 */
export function announce(
  message: ChatMessage,
  said: Progress,
  done: boolean,
  texts: Dictionary | null,
): { lines: string[]; progress: Progress } {
  const lines: string[] = [];
  const progress: Progress = { messageId: message.id, taken: { ...said.taken }, told: [...said.told] };
  message.parts.forEach((part, index) => {
    if (part.type === "text") {
      const closed = done || index < message.parts.length - 1;
      const { sentences, next } = takeSentences(part.text, progress.taken[index] ?? 0, closed);
      progress.taken[index] = next;
      lines.push(...sentences);
    } else if (isToolUIPart(part) && part.state === "output-available" && !progress.told.includes(part.toolCallId)) {
      progress.told.push(part.toolCallId);
      const line = texts && resultLine(part, texts);
      if (line) lines.push(line);
    }
  });
  const ending = done && texts ? endingOf(message, texts) : null;
  if (ending && !progress.told.includes(ENDING)) {
    progress.told.push(ENDING);
    lines.push(ending);
  }
  return { lines, progress };
}

/** How an answer ended, unless it ended well. */
function endingOf(message: ChatMessage, { transcript }: Dictionary): string | null {
  const status = message.metadata?.status;
  return status === "stopped" || status === "interrupted" || status === "failed" ? transcript[status] : null;
}

function resultLine(part: Extract<ChatPart, { toolCallId: string }>, texts: Dictionary): string | null {
  const { spoken, locale } = texts;
  const names = (offerings: { name: string }[]): string => offerings.map((offering) => offering.name).join("; ");
  switch (getToolName(part)) {
    case "search_offerings": {
      const { data } = searchOutput.safeParse(part.output);
      return data?.offerings.length ? fill(spoken.found, { count: data.offerings.length, names: names(data.offerings) }) : null;
    }
    case "get_offering_details": {
      const { data } = detailsOutput.safeParse(part.output);
      const price = data?.offering.price;
      return data
        ? fill(spoken.details, {
            name: data.offering.name,
            price: price == null ? texts.offerings.priceOnRequest : formatPrice(price, locale),
          })
        : null;
    }
    case "compare_offerings": {
      const { data } = comparisonOutput.safeParse(part.output);
      return data ? fill(spoken.compared, { count: data.offerings.length, names: names(data.offerings) }) : null;
    }
    case "trigger_web_hook": {
      const { data } = orderOutput.safeParse(part.output);
      return data ? fill(spoken.order, { status: texts.order[data.status], reference: data.reference ?? "" }) : null;
    }
    default:
      return null;
  }
}
