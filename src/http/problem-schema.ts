import { z } from "@hono/zod-openapi";
import { EdgewiseError, type ErrorCode } from "../platform/errors.ts";
import { findingSchema } from "./flow-schema.ts";

/** RFC 9457, with a code for programs, an id to quote to support, and the fields that were refused (contracts.md §0). */
export const problemSchema = z
  .object({
    type: z.string().openapi({ description: "Where this kind of problem is explained, relative to this server." }),
    title: z.string(),
    status: z.number().int(),
    detail: z.string().openapi({ description: "What is wrong with this request and how to put it right." }),
    instance: z.string().openapi({ description: "The path that was asked for." }),
    code: z.string().openapi({ description: "The stable name of this kind of problem." }),
    request_id: z.string().openapi({ description: "Also in the header `x-request-id`." }),
    errors: z
      .array(z.object({ path: z.string(), message: z.string() }))
      .optional()
      .openapi({ description: "Each refused field by its path, e.g. `metadata.plan` or `query.limit`." }),
    findings: z.array(findingSchema).optional().openapi({ description: "Of `flow_unsound`: everything that the checker has found." }),
  })
  .openapi("Problem", {
    example: {
      type: "/docs/problems#invalid_request",
      title: "The request is not valid",
      status: 400,
      detail: "Correct this and send it again: text is required.",
      instance: "/v1/conversations/conv_1/messages",
      code: "invalid_request",
      request_id: "req_019aa0c4-5d3e-7c11-9f0c-2f6d4f1c8a55",
      errors: [{ path: "text", message: "is required" }],
    },
  });

export type Problem = z.infer<typeof problemSchema>;

/** Where a kind of problem is explained. */
export function problemType(code: ErrorCode): string {
  return `/docs/problems#${code}`;
}

interface ProblemResponse {
  description: string;
  content: { "application/problem+json": { schema: typeof problemSchema } };
}

/** The responses of an operation that may refuse in these ways; codes that share a status share a response. */
export function problemResponses(codes: ErrorCode[]): Record<number, ProblemResponse> {
  const responses: Record<number, ProblemResponse> = {};
  for (const code of new Set(codes)) {
    const { status, title } = new EdgewiseError(code, "");
    const before = responses[status]?.description;
    const description = before === undefined ? `${title} (\`${code}\`)` : `${before}; ${title} (\`${code}\`)`;
    responses[status] = { description, content: { "application/problem+json": { schema: problemSchema } } };
  }
  return responses;
}
