/** A local server that speaks Gemini's `streamGenerateContent?alt=sse`, refusals and quotas included. */
import { z } from "zod";
import { startScripted, type RecordedRequest, type Reply, type ScriptedServer } from "./scripted.ts";

export type GeminiPart =
  | { text: string; thought?: true; thoughtSignature?: string }
  | { functionCall: { id?: string; name: string; args?: Record<string, unknown> }; thoughtSignature?: string };

export const startGemini = (script: Reply[]): Promise<ScriptedServer> => startScripted(script, refuse);

/** A stream of chunks; each is one `data:` line, with CRLF as Google sends it. */
export function stream(chunks: object[], end: "close" | "destroy" | "never" = "close"): Reply {
  return { kind: "events", events: chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\r\n\r\n`), end };
}

/** One chunk of content. Every chunk tells the usage so far, as Google's do. */
export function chunk(parts: GeminiPart[], extra: { finishReason?: string; usage?: object } = {}): object {
  return {
    candidates: [
      { content: { parts, role: "model" }, index: 0, ...(extra.finishReason === undefined ? {} : { finishReason: extra.finishReason }) },
    ],
    usageMetadata: extra.usage ?? { promptTokenCount: 120, totalTokenCount: 120 },
    modelVersion: "gemini-3.8-flash",
    responseId: "response-1",
  };
}

export const finalUsage = {
  promptTokenCount: 120,
  candidatesTokenCount: 30,
  thoughtsTokenCount: 50,
  cachedContentTokenCount: 20,
  totalTokenCount: 200,
};

/** The prompt itself was refused: no candidate at all. */
export const promptBlocked = (blockReason: string): Reply =>
  stream([{ promptFeedback: { blockReason }, usageMetadata: { promptTokenCount: 9, totalTokenCount: 9 }, responseId: "response-1" }]);

/** The stream begins well and then says that it cannot go on. */
export const streamedError = (code: number, status: string, message: string): object => ({ error: { code, message, status } });

export function failure(code: number, status: string, message: string, details: object[] = []): Reply {
  return { kind: "json", status: code, body: { error: { code, message, status, details } } };
}

/** 429 as the Gemini API answers it: no Retry-After header, the wait is in the body. */
export function quotaExceeded(retryDelay: string, quotaId = "GenerateRequestsPerMinutePerProjectPerModel-FreeTier"): Reply {
  return failure(429, "RESOURCE_EXHAUSTED", `You exceeded your current quota. Please retry in ${retryDelay}.`, [
    {
      "@type": "type.googleapis.com/google.rpc.QuotaFailure",
      violations: [{ quotaMetric: "generativelanguage.googleapis.com/generate_content_free_tier_requests", quotaId, quotaValue: "10" }],
    },
    {
      "@type": "type.googleapis.com/google.rpc.Help",
      links: [{ description: "Quotas", url: "https://ai.google.dev/gemini-api/docs/rate-limits" }],
    },
    { "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay },
  ]);
}

const contents = z.array(z.object({ role: z.enum(["user", "model"]), parts: z.array(z.looseObject({})) }));

/** What the real server would not accept. */
function refuse(request: RecordedRequest): Reply | null {
  if (
    request.method !== "POST" ||
    !/^\/v1beta\/models\/[^/]+:streamGenerateContent$/.test(request.path) ||
    request.query["alt"] !== "sse"
  ) {
    return failure(404, "NOT_FOUND", "No such method.");
  }
  if (request.headers["x-goog-api-key"] !== "test-key") {
    return failure(400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.", [
      { "@type": "type.googleapis.com/google.rpc.ErrorInfo", reason: "API_KEY_INVALID", domain: "googleapis.com" },
    ]);
  }
  const parsed = contents.safeParse(request.body["contents"]);
  if (!parsed.success) return failure(400, "INVALID_ARGUMENT", "Invalid contents.");
  return missingSignature(parsed.data)
    ? failure(400, "INVALID_ARGUMENT", "Function call is missing a thought_signature in functionCall parts.")
    : null;
}

/** Gemini 3 wants the signature of the first call of every step of the running turn back. */
function missingSignature(turns: z.infer<typeof contents>): boolean {
  const spoken = turns.findLastIndex((content) => content.role === "user" && content.parts.some((part) => "text" in part));
  return turns.slice(spoken + 1).some((content) => {
    const firstCall = content.parts.find((part) => "functionCall" in part);
    return content.role === "model" && firstCall !== undefined && typeof firstCall["thoughtSignature"] !== "string";
  });
}
