/** A local server that speaks `/v1/chat/completions` as Ollama and OpenAI stream it. */
import { z } from "zod";
import { startScripted, type RecordedRequest, type Reply, type ScriptedServer } from "./scripted.ts";

export const startOpenAI = (script: Reply[]): Promise<ScriptedServer> => startScripted(script, refuse);

interface Delta {
  role?: "assistant";
  content?: string;
  reasoning?: string;
  tool_calls?: ToolCallDelta[];
}

interface ToolCallDelta {
  index: number;
  id?: string;
  type?: "function";
  function: { name?: string; arguments: string };
}

/** One chunk with the envelope that Ollama puts around it. */
export function chunk(delta: Delta, finishReason: string | null = null): object {
  return envelope([{ index: 0, delta: { role: "assistant", content: "", ...delta }, finish_reason: finishReason }]);
}

/** The last chunk where usage was asked for: no choices. */
export const usageChunk = (prompt: number, completion: number): object => ({
  ...envelope([]),
  usage: { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion },
});

/** Ollama sends a tool call whole; `argumentsText` is sent as it is, sound or not. */
export const wholeCall = (index: number, id: string, name: string, argumentsText: string): object =>
  chunk({ tool_calls: [{ index, id, type: "function", function: { name, arguments: argumentsText } }] });

/** OpenAI and its imitators send the name first and the arguments in pieces, without id or name. */
export const callInPieces = (index: number, id: string, name: string, pieces: string[]): object[] => [
  chunk({ tool_calls: [{ index, id, type: "function", function: { name, arguments: "" } }] }),
  ...pieces.map((piece) => chunk({ tool_calls: [{ index, function: { arguments: piece } }] })),
];

/** A stream in good order ends with [DONE]; a cut one just ends. */
export function stream(chunks: object[], end: "done" | "cut" | "destroy" | "never" = "done"): Reply {
  const events = chunks.map((data) => `data: ${JSON.stringify(data)}\n\n`);
  if (end === "done") return { kind: "events", events: [...events, "data: [DONE]\n\n"] };
  return { kind: "events", events, end: end === "cut" ? "close" : end };
}

/** An error in the envelope of Ollama and OpenAI. */
export function failure(
  status: number,
  message: string,
  extra: { type?: string; code?: string; headers?: Record<string, string> } = {},
): Reply {
  const { type = "api_error", code = null, headers = {} } = extra;
  return { kind: "json", status, headers, body: { error: { message, type, param: null, code } } };
}

function envelope(choices: object[]): object {
  return {
    id: "chatcmpl-7",
    object: "chat.completion.chunk",
    created: 1_760_000_000,
    model: "gpt-oss",
    system_fingerprint: "fp_ollama",
    choices,
  };
}

const requestBody = z.object({
  model: z.string(),
  stream: z.literal(true),
  messages: z
    .array(
      z.looseObject({
        role: z.enum(["system", "user", "assistant", "tool"]),
        tool_call_id: z.string().optional(),
        tool_calls: z.array(z.object({ id: z.string(), function: z.object({ name: z.string(), arguments: z.string() }) })).optional(),
      }),
    )
    .min(1),
});

/** What the real servers would not accept. */
function refuse(request: RecordedRequest): Reply | null {
  if (request.method !== "POST" || request.path !== "/v1/chat/completions")
    return failure(404, "404 page not found", { type: "not_found_error" });
  const parsed = requestBody.safeParse(request.body);
  if (!parsed.success) return failure(400, parsed.error.message, { type: "invalid_request_error" });
  if (parsed.data.model === "absent") return failure(404, "model 'absent' not found", { type: "not_found_error" });
  const called = new Set(parsed.data.messages.flatMap((message) => message.tool_calls ?? []).map((call) => call.id));
  const orphan = parsed.data.messages.find((message) => message.role === "tool" && !called.has(message.tool_call_id ?? ""));
  return orphan ? failure(400, "A tool message answers no tool call.", { type: "invalid_request_error" }) : null;
}
