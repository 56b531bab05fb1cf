import type { JsonObject } from "./ports.ts";

/** Every way in which Edgewise refuses: a code without a status and a title does not compile. */
const catalogue = {
  invalid_request: { status: 400, title: "The request is not valid" },
  unauthenticated: { status: 401, title: "Authentication is required" },
  forbidden: { status: 403, title: "Not permitted" },
  not_found: { status: 404, title: "Not found" },
  method_not_allowed: { status: 405, title: "Method not allowed" },
  conflict: { status: 409, title: "Conflict" },
  conversation_id_taken: { status: 409, title: "This conversation_id is in use" },
  turn_running: { status: 409, title: "A turn is running" },
  idempotency_key_running: { status: 409, title: "The first request with this Idempotency-Key still runs" },
  precondition_failed: { status: 412, title: "It has changed since" },
  payload_too_large: { status: 413, title: "The payload is too large" },
  unsupported_media_type: { status: 415, title: "Unsupported media type" },
  idempotency_key_reused: { status: 422, title: "This Idempotency-Key belongs to another request" },
  flow_unsound: { status: 422, title: "The flow is not sound" },
  unprocessable: { status: 422, title: "The request cannot be processed" },
  upgrade_required: { status: 426, title: "A WebSocket is needed" },
  rate_limited: { status: 429, title: "Too many requests" },
  internal: { status: 500, title: "Something went wrong on our side" },
  model_failed: { status: 502, title: "The language model did not answer" },
  unavailable: { status: 503, title: "Temporarily unavailable" },
} as const satisfies Record<string, { status: number; title: string }>;

export type ErrorCode = keyof typeof catalogue;

/** One field that was refused, by its JSON path. */
export interface FieldError {
  path: string;
  message: string;
}

/** What crosses an RPC boundary in place of a thrown error. */
export interface ErrorData {
  code: ErrorCode;
  detail: string;
  errors?: FieldError[];
}

/** The typed error of every feature. `detail` says how to fix it; it is safe to show to the caller. */
export class EdgewiseError extends Error {
  readonly code: ErrorCode;
  readonly errors: FieldError[] | undefined;
  /** Further members of the problem. They do not cross RPC boundaries. */
  readonly members: JsonObject;

  constructor(code: ErrorCode, detail: string, extra: { cause?: unknown; errors?: FieldError[]; members?: JsonObject } = {}) {
    super(detail, extra.cause === undefined ? undefined : { cause: extra.cause });
    this.name = "EdgewiseError";
    this.code = code;
    this.errors = extra.errors;
    this.members = extra.members ?? {};
  }

  get status(): number {
    return catalogue[this.code].status;
  }

  get title(): string {
    return catalogue[this.code].title;
  }

  /** Whether the same request may succeed later. */
  get retryable(): boolean {
    return this.status === 429 || this.status >= 500;
  }

  toData(): ErrorData {
    return { code: this.code, detail: this.message, ...(this.errors ? { errors: this.errors } : {}) };
  }
}

/** The result of a call that crosses an RPC boundary, where thrown errors would lose their type. */
export type Answer<T> = { ok: true; value: T } | { ok: false; error: ErrorData };

/** Unwraps an RPC answer; throws the typed error it carries. */
export function valueOf<T>(answer: Answer<T>): T {
  if (answer.ok) return answer.value;
  throw new EdgewiseError(answer.error.code, answer.error.detail, answer.error.errors ? { errors: answer.error.errors } : {});
}
