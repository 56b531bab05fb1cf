/** What a customer may say next, one tap each. Pure. */
import { getToolName, isToolUIPart } from "ai";
import { fill, type Dictionary } from "../i18n/index.ts";
import { comparisonOutput, detailsOutput, orderOutput, searchOutput } from "../offerings/outputs.ts";
import type { ChatMessage } from "./message.ts";
import { currentSuggestions } from "./state.ts";

/** The server's suggestions; where it has none, the next step that the last result itself points at. */
export function followUps(messages: ChatMessage[], texts: Dictionary): string[] {
  const suggested = currentSuggestions(messages);
  if (suggested.length > 0) return suggested;
  const last = results(messages.slice(-1)).at(-1);
  if (last?.tool === "get_offering_details") return compareWithNext(messages, last.output, texts);
  if (last?.tool === "trigger_web_hook") return orderOutput.safeParse(last.output).data?.status === "pending" ? [texts.followUps.paid] : [];
  return [];
}

/** "Compare with number 3": the first product of the last list that is not the one looked at. */
function compareWithNext(messages: ChatMessage[], output: unknown, { followUps: texts }: Dictionary): string[] {
  const viewed = detailsOutput.safeParse(output).data?.offering.code;
  const list = results(messages).findLast(({ tool }) => tool === "search_offerings" || tool === "compare_offerings");
  if (viewed === undefined || list === undefined) return [];
  const offerings = searchOutput.safeParse(list.output).data?.offerings ?? comparisonOutput.safeParse(list.output).data?.offerings ?? [];
  const other = offerings.findIndex(({ code }) => code !== viewed);
  return other >= 0 && offerings.some(({ code }) => code === viewed) ? [fill(texts.compareWith, { position: other + 1 })] : [];
}

function results(messages: ChatMessage[]): { tool: string; output: unknown }[] {
  return messages
    .flatMap((message) => message.parts)
    .flatMap((part) => (isToolUIPart(part) && part.state === "output-available" ? [{ tool: getToolName(part), output: part.output }] : []));
}
