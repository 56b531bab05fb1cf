import { z } from "@hono/zod-openapi";
import {
  admitBrowser,
  admitUser,
  authenticate,
  findBot,
  findPublicBot,
  isVisitor,
  TOKEN_SECONDS,
  type Admission,
} from "../../access/index.ts";
import { EdgewiseError } from "../../platform/errors.ts";
import { endpoint } from "../endpoint.ts";
import { networkOf } from "../network.ts";
import { representTime } from "../represent.ts";
import { callerId, json, timestamp } from "../schemas.ts";
import { isSameOrigin, keepIdentityCookie, readIdentityCookie, VISITOR_TOKENS_PATH } from "../visitor-cookie.ts";

const body = z.object({
  bot_id: callerId.optional().openapi({ description: "Without it, the default bot.", example: "bot_demo" }),
  tenant_id: callerId.optional().openapi({ description: "Whose bot, where no API key says so. Without it, the tenant of DEFAULT_BOT." }),
  user_id: callerId.optional().openapi({ description: "A user whom your backend knows: with an API key only.", example: "customer-42" }),
});

const visitorToken = z
  .object({
    token: z.string().openapi({ description: "For `Authorization: Bearer`." }),
    token_type: z.literal("Bearer"),
    expires_at: timestamp,
    expires_in: z.number().int().openapi({ description: "Seconds.", example: TOKEN_SECONDS }),
    tenant_id: z.string(),
    user_id: z.string(),
    bot_id: z.string(),
  })
  .openapi("VisitorToken");

export const mintVisitorToken = endpoint(
  {
    policy: "public",
    method: "post",
    path: VISITOR_TOKENS_PATH,
    operationId: "mintVisitorToken",
    summary: "Get a token for a browser",
    description:
      "Without credentials: for an anonymous user of a public bot. A cookie lets the same browser stay the same user for 180 days; " +
      "pages of another origin are refused. With an API key: for the user that your backend names. Hand the token to the page, never the key.",
    tags: ["Access"],
    request: { body: { content: json(body) } },
    responses: { 201: { description: "A token that speaks for one user for an hour.", content: json(visitorToken) } },
    problems: ["unauthenticated", "forbidden", "not_found", "rate_limited"],
    idempotency: { none: "Nothing is changed: a token is signed and not stored, and the cookie keeps a browser the same user." },
  },
  async (context) => {
    const ports = { ...context.env.ports, waitUntil: context.env.waitUntil };
    const wanted = context.req.valid("json");
    const authorization = context.req.header("authorization");
    if (authorization !== undefined) {
      const caller = await authenticate(ports, context.env.knownKeys, authorization);
      if (isVisitor(caller)) throw new EdgewiseError("forbidden", "A visitor token cannot get another one: send the request without it.");
      const userId = wanted.user_id ?? userIdMissing();
      if (wanted.tenant_id !== undefined && wanted.tenant_id !== caller.tenantId)
        throw new EdgewiseError("not_found", "There is no such bot.");
      const bot = await findBot(ports, { tenantId: caller.tenantId, botId: wanted.bot_id ?? null, publicOnly: false });
      return context.json(represent(await admitUser(ports, bot, userId)), 201);
    }
    if (!isSameOrigin(context)) {
      throw new EdgewiseError(
        "forbidden",
        "A page of another origin gets its token from its own backend, which asks here with an API key.",
      );
    }
    if (wanted.user_id !== undefined)
      throw new EdgewiseError("unauthenticated", "Naming a user_id takes an API key; leave it out to be anonymous.");
    if (!(await ports.limitVisitorTokens(networkOf(context.req.header("cf-connecting-ip"))))) {
      throw new EdgewiseError("rate_limited", "This network asks for too many visitor tokens. Wait a minute.");
    }
    const bot = await findPublicBot(ports, { tenantId: wanted.tenant_id ?? null, botId: wanted.bot_id ?? null });
    const { admission, identity } = await admitBrowser(ports, bot, readIdentityCookie(context, bot.tenantId));
    keepIdentityCookie(context, bot.tenantId, identity);
    return context.json(represent(admission), 201);
  },
);

function userIdMissing(): never {
  const errors = [{ path: "user_id", message: "is required with an API key" }];
  throw new EdgewiseError("invalid_request", "Name the user that the token is for: user_id.", { errors });
}

function represent({ token, expiresAt, tenantId, userId, botId }: Admission): z.infer<typeof visitorToken> {
  return {
    token,
    token_type: "Bearer",
    expires_at: representTime(expiresAt),
    expires_in: TOKEN_SECONDS,
    tenant_id: tenantId,
    user_id: userId,
    bot_id: botId,
  };
}
