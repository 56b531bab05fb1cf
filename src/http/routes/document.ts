import { z } from "@hono/zod-openapi";
import { endpoint, type HttpEnv } from "../endpoint.ts";
import { writeProblemPage } from "../problem-page.ts";
import { json } from "../schemas.ts";

const tags = ["Service"];
const html = { "text/html": { schema: z.string() } };

export const openApiDocument = endpoint(
  {
    policy: "public",
    method: "get",
    path: "/openapi.json",
    operationId: "openApiDocument",
    summary: "This document",
    tags,
    responses: {
      200: { description: "OpenAPI 3.1, made from the schemas that validate.", content: json(z.looseObject({ openapi: z.string() })) },
    },
  },
  (context) => context.json(context.env.describe(), 200),
);

export const docsPage = endpoint(
  {
    policy: "public",
    method: "get",
    path: "/docs",
    operationId: "docsPage",
    summary: "This document, to read and try",
    tags,
    responses: { 200: { description: "A page.", content: html } },
  },
  async (context) => {
    // Only this page needs it: no other request should pay for loading it.
    const { Scalar } = await import("@scalar/hono-api-reference");
    const nonce = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))));
    // Everything comes from this server; the policy keeps the page from asking any other.
    context.header(
      "content-security-policy",
      `default-src 'self'; script-src 'self' 'nonce-${nonce}'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; ` +
        "connect-src 'self'; worker-src 'self' blob:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    );
    const page = Scalar<HttpEnv<"public">>({
      url: "/openapi.json",
      cdn: "/docs-assets/scalar.js",
      pageTitle: "Edgewise API",
      nonce,
      withDefaultFonts: false,
      telemetry: false,
      showDeveloperTools: "never",
      hideClientButton: true,
      authentication: { preferredSecurityScheme: "api_key" },
      agent: { disabled: true },
      mcp: { disabled: true },
    });
    return (await page(context, async () => {})) ?? context.notFound();
  },
);

export const problemPage = endpoint(
  {
    policy: "public",
    method: "get",
    path: "/docs/problems",
    operationId: "problemPage",
    summary: "What each kind of problem means",
    description: "Where the `type` of every problem leads.",
    tags,
    responses: { 200: { description: "A page.", content: html } },
  },
  (context) => context.html(writeProblemPage(), 200),
);
