import { z } from "@hono/zod-openapi";
import { FILE_BYTES, fileTypes, findFile, linkFile, noSuchFile, serveFile, tenantOfLink, uploadFile } from "../../files/index.ts";
import { EdgewiseError } from "../../platform/errors.ts";
import { answerFile, conditionsOf } from "../answer-file.ts";
import { endpoint } from "../endpoint.ts";
import { readableFile } from "../file-access.ts";
import { fileSchema, linkSchema, representFile } from "../file-schema.ts";
import { readUpload } from "../file-upload.ts";
import { derivedId } from "../idempotency.ts";
import { limitMessages } from "../limit-messages.ts";
import { participantOf } from "../participant.ts";
import { representTime } from "../represent.ts";
import { callerId, idParam, json } from "../schemas.ts";

const tags = ["Files"];
const bytes = z.string().openapi({ type: "string", format: "binary" });
const contents = Object.fromEntries(Object.keys(fileTypes).map((mediaType) => [mediaType, { schema: bytes }]));
const notModified = { description: "As the client has it already." };

export const sendFile = endpoint(
  {
    policy: "participant",
    method: "post",
    path: "/v1/files",
    operationId: "uploadFile",
    summary: "Upload a file, to refer to it in a message",
    description:
      `A PNG, JPEG, WebP or GIF image, a PDF, or plain text, Markdown or CSV in UTF-8; at most ${FILE_BYTES / 1024 / 1024} MB. The body is the file itself ` +
      "with its `Content-Type` and `?filename=`, or a form with the field `file`. What it is, its first bytes say. " +
      'Then send `{"type": "file", "file_id": "…"}` as a part of a message. It is erased with its user and its conversations.',
    tags,
    request: {
      query: z.object({
        filename: z.string().max(1000, "must be at most 1000 characters").optional().openapi({ example: "receipt.png" }),
        user_id: callerId.optional().openapi({ description: "Whose file it is: with an API key only." }),
      }),
    },
    responses: { 201: { description: "The file is kept.", content: json(fileSchema) } },
    problems: ["forbidden", "payload_too_large", "unsupported_media_type", "rate_limited"],
    // The room is for what a form puts around its file.
    bodyLimit: { most: FILE_BYTES, room: 64 * 1024, advice: "Make the file smaller." },
  },
  async (context) => {
    const { ports } = context.env;
    const caller = context.get("caller");
    const { filename, user_id } = context.req.valid("query");
    const { userId } = participantOf(caller, { user_id });
    await limitMessages(ports, caller);
    const given = await readUpload(context.req, filename ?? null);
    const upload = { ...given, tenantId: caller.tenantId, fileId: derivedId(context, "file"), userId };
    return context.json(representFile(await uploadFile(ports, upload)), 201);
  },
);

export const readFile = endpoint(
  {
    policy: "participant",
    method: "get",
    path: "/v1/files/{id}",
    operationId: "readFile",
    summary: "Download a file",
    description: "For the tenant, for the user who uploaded it, and for whoever may read a conversation in which it was sent.",
    tags,
    request: { params: idParam("file_019aa0c4") },
    responses: {
      200: { description: "Its bytes.", content: contents },
      206: { description: "The range that was asked for.", content: contents },
      304: notModified,
    },
    problems: ["not_found"],
  },
  async (context) => {
    const file = await readableFile(context.env.ports, context.get("caller"), context.req.valid("param").id);
    return answerFile(await serveFile(context.env.ports, file, conditionsOf(context)));
  },
);

export const makeFileLink = endpoint(
  {
    policy: "participant",
    method: "get",
    path: "/v1/files/{id}/link",
    operationId: "linkFile",
    summary: "Get a link that shows a file without a token of yours",
    description: "For `<img>`, and to open or save it. Whoever has the link sees this one file, for 15 to 30 minutes.",
    tags,
    request: { params: idParam("file_019aa0c4") },
    responses: { 200: { description: "A path of this installation.", content: json(linkSchema) } },
    problems: ["not_found"],
  },
  async (context) => {
    const { ports } = context.env;
    const { url, expiresAt } = await linkFile(ports, await readableFile(ports, context.get("caller"), context.req.valid("param").id));
    return context.json({ url, expires_at: representTime(expiresAt) }, 200);
  },
);

export const viewFile = endpoint(
  {
    policy: "public",
    method: "get",
    path: "/v1/files/{id}/view",
    operationId: "viewFile",
    summary: "Show a file by its link",
    description: "What `GET /v1/files/{id}/link` leads to. The token is for this one file and nothing else.",
    tags,
    request: {
      params: idParam("file_019aa0c4"),
      query: z.object({ token: z.string().min(1, "must not be empty").max(2000, "is too long") }),
    },
    responses: {
      200: { description: "Its bytes.", content: contents },
      206: { description: "The range that was asked for.", content: contents },
      304: notModified,
    },
    problems: ["not_found", "unauthenticated"],
  },
  async (context) => {
    const { ports } = context.env;
    const { id } = context.req.valid("param");
    const tenantId = await tenantOfLink(ports, id, context.req.valid("query").token);
    if (tenantId === null)
      throw new EdgewiseError("unauthenticated", "This link has ended or is not whole. Get a new one: GET /v1/files/{id}/link.");
    const file = await findFile(ports, tenantId, id);
    if (!file) throw noSuchFile();
    return answerFile(await serveFile(ports, file, conditionsOf(context)));
  },
);
