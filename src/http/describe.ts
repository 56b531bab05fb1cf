import type { Router } from "./endpoint.ts";

const introduction = `
Edgewise is a realtime AI chat platform on Cloudflare's edge: **a conversation is an object** that runs its turns by itself.

**Authorization.** Send \`Authorization: Bearer\` with an API key of your tenant from a backend, or with a visitor token from a
browser (\`POST /v1/visitor-tokens\`). A visitor token speaks for one user. What belongs to another tenant or another user reads as 404.
On a local installation the key \`demo\` is the owner of the tenant \`demo\`. Any origin may call \`/v1\` with a bearer token.

**Streams** are the AI SDK's UI message stream over server-sent events: \`useChat\` works with \`/v1/chat\` as it is. Every event has
an \`id\`; a client that was cut off goes on with \`Last-Event-ID\`. A turn never hangs on a client: only \`stop\` stops it.

**Problems** are \`application/problem+json\` (RFC 9457). \`code\` is stable, \`detail\` says how to put it right, \`errors\` names the
fields, and \`request_id\` is also in the header \`x-request-id\`. Each \`type\` leads to [its explanation](/docs/problems).

**Idempotency.** Every write takes an \`Idempotency-Key\` of your own, 1 to 255 visible characters, kept for 24 hours: a UUID is a good
one. The same request with the same key is answered as the first one was, and changes nothing a second time; the answer says so in
\`Idempotency-Replayed: true\`. While the first one still runs it is refused with 409 (streams are joined instead), and another
request under the same key with 422. What may pass by itself (429, 5xx, a running turn) is not kept: send it again with the same key.

**Limits.** A message holds at most 32,000 characters in at most 20 parts, 5 of them files; metadata 16 kB, a file 10 MB, any other body
1 MB (4 MB for \`/v1/chat\`). Ids of your own may be 1 to 255 characters; encode them in paths. A visitor may send 60 messages and
files a minute; an API key has no such limit.`.trim();

const tags = [
  { name: "Conversations", description: "Each one is an object that holds its state and its history." },
  { name: "Messages", description: "What was said, and saying more." },
  { name: "Turns", description: "A turn is what a message sets off: it ends with the answer." },
  { name: "Handover", description: "Staff take a conversation over, speak in it and give it back." },
  { name: "Events", description: "Everything that happens in a conversation, told at once and in one order." },
  { name: "Chat", description: "The same conversations, for the AI SDK's `useChat`." },
  { name: "Files", description: "What messages refer to: uploaded first, sent by reference." },
  { name: "Flows", description: "The customer's journey as data: drafts, the checker, versions, and which of them bots follow." },
  { name: "Actions", description: "Endpoints that you register: what models can have done in the world, signed and at most once." },
  { name: "Analytics", description: "Where customers are lost, what they were offered, and when staff were needed." },
  { name: "Access", description: "API keys for backends, visitor tokens for browsers." },
  { name: "Service", description: "How this installation is, and what describes it." },
];

/** The OpenAPI 3.1 document of all that is registered; made on the first request for it. */
export function describeApp(router: Router): () => object {
  let document: object | undefined;
  router.openAPIRegistry.registerComponent("securitySchemes", "api_key", {
    type: "http",
    scheme: "bearer",
    description: "An API key of your tenant (`ew_live_…`), for backends; `demo` on a local installation.",
  });
  router.openAPIRegistry.registerComponent("securitySchemes", "visitor_token", {
    type: "http",
    scheme: "bearer",
    bearerFormat: "JWT",
    description: "What `POST /v1/visitor-tokens` gives, for browsers.",
  });
  return () => {
    document ??= router.getOpenAPI31Document({
      openapi: "3.1.0",
      info: { title: "Edgewise", version: "1", description: introduction, license: { name: "MIT" } },
      servers: [{ url: "/", description: "This installation" }],
      tags,
    });
    return document;
  };
}
