/**
 * Stored messages → the model's prompt. What convertToModelMessages of the AI SDK does for UI messages,
 * straight to the provider's own types, and without tool calls that never got a result.
 */
import type { JSONObject, JSONValue, LanguageModelV4Message, LanguageModelV4Prompt, SharedV4ProviderOptions } from "@ai-sdk/provider";
import type { MessagePart, StoredMessage } from "../transcript/index.ts";
import type { JsonValue } from "../platform/ports.ts";
import { shorten } from "./shorten.ts";
import { noFiles, userContent, type PromptFiles } from "./prompt-files.ts";

type AssistantContent = Extract<LanguageModelV4Message, { role: "assistant" }>["content"];
type ToolContent = Extract<LanguageModelV4Message, { role: "tool" }>["content"];

/** The whole prompt: system text, then the conversation with the files that were loaded, then what the running turn has said so far. */
export function buildPrompt(
  system: string,
  history: readonly StoredMessage[],
  currentParts: readonly MessagePart[],
  files: PromptFiles = noFiles,
): LanguageModelV4Prompt {
  const prompt: LanguageModelV4Prompt = [{ role: "system", content: system }];
  for (const message of history) {
    if (message.authorType === "user") addQuestion(prompt, message, files);
    else prompt.push(...remembered(message));
  }
  prompt.push(...assistantMessages(currentParts));
  return prompt;
}

/** Several messages in a row, as `merge` leaves them, are one: some providers take no two of the customer's after each other. */
function addQuestion(prompt: LanguageModelV4Prompt, message: StoredMessage, files: PromptFiles): void {
  const last = prompt.at(-1);
  const known = files === noFiles ? remembered(message) : [{ role: "user" as const, content: userContent(message, files) }];
  const [question] = known;
  if (last?.role === "user" && question?.role === "user")
    prompt[prompt.length - 1] = { role: "user", content: [...last.content, ...question.content] };
  else prompt.push(...known);
}

/** A stored message never changes, and is said in every turn of its conversation: it is made once. */
const made = new WeakMap<StoredMessage, LanguageModelV4Message[]>();

function remembered(message: StoredMessage): LanguageModelV4Message[] {
  const known = made.get(message);
  if (known) return known;
  const messages = messagesOf(message);
  made.set(message, messages);
  return messages;
}

function messagesOf(message: StoredMessage): LanguageModelV4Message[] {
  switch (message.authorType) {
    case "user":
      return [{ role: "user", content: userContent(message, noFiles) }];
    case "staff":
      return [{ role: "assistant", content: [{ type: "text", text: message.content }] }];
    case "assistant":
      return assistantMessages(message.parts);
    case "system":
      return [];
  }
}

/** One assistant message per step, each followed by its tools' results. */
function assistantMessages(parts: readonly MessagePart[]): LanguageModelV4Message[] {
  const messages: LanguageModelV4Message[] = [];
  for (const step of splitSteps(parts)) {
    const content: AssistantContent = [];
    const results: ToolContent = [];
    for (const part of step) addPart(part, content, results);
    if (content.length > 0) messages.push({ role: "assistant", content });
    if (results.length > 0) messages.push({ role: "tool", content: results });
  }
  return messages;
}

function splitSteps(parts: readonly MessagePart[]): MessagePart[][] {
  const steps: MessagePart[][] = [[]];
  for (const part of parts) {
    if (part.type === "step-start") steps.push([]);
    else steps.at(-1)?.push(part);
  }
  return steps;
}

function addPart(part: MessagePart, content: AssistantContent, results: ToolContent): void {
  if (part.type === "text" || part.type === "reasoning") {
    const text = String(part["text"] ?? "");
    const options = providerOptions(part["providerMetadata"]);
    // An empty part is kept only for the signature that rides on it.
    if (text !== "" || options.providerOptions) content.push({ type: part.type, text, ...options });
    return;
  }
  const result = part.type.startsWith("tool-") ? toolResult(part) : undefined;
  if (!result) return;
  const toolCallId = String(part["toolCallId"]);
  const toolName = part.type.slice("tool-".length);
  // The SDK keeps the metadata of arguments that were malformed with their error.
  const options = providerOptions(
    part["callProviderMetadata"] ?? (result.type === "error-text" ? part["resultProviderMetadata"] : undefined),
  );
  content.push({ type: "tool-call", toolCallId, toolName, input: argumentsOf(part["input"]), ...options });
  results.push({ type: "tool-result", toolCallId, toolName, output: result, ...providerOptions(part["callProviderMetadata"]) });
}

/** What was no object never ran; sent back as it came, providers would refuse the whole prompt. */
function argumentsOf(input: MessagePart[string] | undefined): JSONObject {
  return input !== null && typeof input === "object" && !Array.isArray(input) ? input : {};
}

function toolResult(part: MessagePart): { type: "json"; value: JSONValue } | { type: "error-text"; value: string } | undefined {
  if (part["state"] === "output-available") return { type: "json", value: forModel(part["output"] ?? null) };
  if (part["state"] === "output-error") return { type: "error-text", value: String(part["errorText"] ?? "failed") };
  return undefined;
}

/** Characters of JSON that a model is told of a result: about 8,000 tokens, said again at each step. The page and the log have the whole. */
const mostForModel = 24_000;
/** Results as models are told them; each is looked at once. */
const told = new WeakMap<JSONObject, JSONObject>();

function forModel(output: JsonValue): JSONValue {
  if (output === null || typeof output !== "object" || Array.isArray(output)) return output;
  const known = told.get(output) ?? shorten(output, mostForModel);
  told.set(output, known);
  return known;
}

function providerOptions(metadata: MessagePart[string] | undefined): { providerOptions?: SharedV4ProviderOptions } {
  if (metadata === null || typeof metadata !== "object" || Array.isArray(metadata)) return {};
  // Provider metadata was stored as the provider sent it: an object of objects by provider name.
  return { providerOptions: metadata as SharedV4ProviderOptions };
}
