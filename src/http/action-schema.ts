/** Actions as callers see them. */
import { z } from "@hono/zod-openapi";
import { actionName, actionSchema, type Action } from "../actions/index.ts";
import { anyObject, jsonObject, timestamp } from "./schemas.ts";

export const actionParam = z.object({ name: actionName.clone().openapi({ param: { name: "name", in: "path" }, example: "call_back" }) });

const example = {
  vi: "Gọi lại cho khách",
  en: "Call the customer back",
};
const payloadExample = {
  type: "object",
  properties: { phone: { type: "string", pattern: "^0\\d{9}$" }, note: { type: "string", maxLength: 500 } },
  required: ["phone"],
  additionalProperties: false,
};
const { url, label, description, payload, idempotent } = actionSchema.shape;

const told = {
  url: z.string().openapi({ description: "Where it is posted to.", example: "https://shop.example/hooks/call-back" }),
  label: z.object({ vi: z.string(), en: z.string() }),
  description: z.object({ vi: z.string(), en: z.string() }).openapi({ description: "What the model is told of it." }),
  payload: jsonObject.nullable().openapi({ description: "JSON Schema of what it takes; null for anything." }),
  idempotent: z.boolean(),
};

/** What a caller says of an action. */
export const actionBody = z.object({
  url: url.clone().openapi({ description: told.url.description ?? "", example: "https://shop.example/hooks/call-back" }),
  label: label.clone().openapi({ example }),
  description: description.clone().openapi({ description: "What the model is told of it, in both languages.", example }),
  payload: payload.clone().openapi({
    ...anyObject,
    description:
      "JSON Schema of what it takes; a payload that does not fit is never sent, and the model is told which field is wrong. Null for anything. " +
      "Of `checkout` it is left out: its items are read by Edgewise, with the catalogue's prices. Taken are: type, properties, required, " +
      "additionalProperties, items, enum, const, anyOf, oneOf, default, the limits of texts, numbers and lists, pattern (as JavaScript " +
      "reads it), format (email, uri, date, date-time, uuid), title, description and examples.",
    example: payloadExample,
  }),
  idempotent: idempotent.clone().openapi({
    description:
      "Whether the endpoint answers the same `Idempotency-Key` with the same words and does nothing twice. Then a request that was cut, or " +
      "answered with 5xx or 429, is sent again under its key.",
    example: true,
  }),
});

export const action = z
  .object({
    name: z.string(),
    ...told,
    signed: z.boolean().openapi({ description: "False only for actions from before there were signatures: make a secret for them." }),
    revision: z.number().int(),
    created_at: timestamp,
    updated_at: timestamp,
  })
  .openapi("Action");

const secret = z.string().openapi({
  description: "What its requests are signed with (Standard Webhooks). It is shown this once: keep it in a safe place now.",
  example: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
});

export const newAction = action.extend({ secret }).openapi("NewAction");

export const actionSecret = z
  .object({
    name: z.string(),
    secret,
    previous_until: timestamp.nullable().openapi({ description: "Until then requests are signed with the secret before it, too." }),
  })
  .openapi("ActionSecret");

export function representAction({ createdAt, updatedAt, ...rest }: Action): z.infer<typeof action> {
  return { ...rest, created_at: createdAt.toISOString(), updated_at: updatedAt.toISOString() };
}
