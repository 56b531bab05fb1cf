import { z } from "@hono/zod-openapi";
import { eraseConversation, eraseUser, type ErasurePorts, type Receipt } from "../../erasure/index.ts";
import { eraseFiles } from "../../files/index.ts";
import { endpoint } from "../endpoint.ts";
import type { AppPorts } from "../ports.ts";
import { representTime } from "../represent.ts";
import { callerId, idParam, json, timestamp } from "../schemas.ts";

const receipt = z
  .object({
    kind: z.enum(["conversation", "user"]),
    id: z.string(),
    erased_at: timestamp.openapi({ description: "Whatever began later was not erased." }),
    erased: z.array(z.object({ where: z.string().openapi({ example: "postgres.messages" }), rows: z.number().int() })),
    expiring: z
      .array(z.object({ where: z.string(), within_seconds: z.number().int() }))
      .openapi({ description: "Copies that end by themselves, and when none is left." }),
    remaining: z.number().int().openapi({ description: "Conversations of the user that this call did not come to: call again." }),
  })
  .openapi("ErasureReceipt");

const erased = { 200: { description: "What was erased where.", content: json(receipt) } };

export const eraseConversationRoute = endpoint(
  {
    policy: "participant",
    method: "delete",
    path: "/v1/conversations/{id}",
    operationId: "eraseConversation",
    summary: "Erase a conversation",
    description:
      "Ends what runs, and forgets all of it: in the conversation's object, in Postgres, in files, in dead letters. A delivery that comes late " +
      "does not bring it back. Erasing again gives the same receipt. The id may begin a new conversation afterwards. Visitors erase their own.",
    tags: ["Conversations"],
    request: { params: idParam("conv_019aa0c4") },
    responses: erased,
    problems: ["not_found"],
  },
  async (context) => {
    const { tenantId, actor } = context.get("caller");
    const address = { tenantId, conversationId: context.req.valid("param").id };
    return context.json(represent(await eraseConversation(erasing(context.env.ports), address, actor)), 200);
  },
);

export const eraseUserRoute = endpoint(
  {
    policy: "owner",
    method: "delete",
    path: "/v1/users/{user_id}",
    operationId: "eraseUser",
    summary: "Erase a user",
    description:
      "Erases the user, all conversations that began before now, and what was sent up with them; up to 200 conversations a call, `remaining` " +
      "tells how many are left. A conversation that has not reached Postgres yet is erased when it does, within a minute.",
    tags: ["Conversations"],
    request: { params: z.object({ user_id: callerId.openapi({ param: { name: "user_id", in: "path" }, example: "customer-42" }) }) },
    responses: erased,
  },
  async (context) => {
    const { user_id: userId } = context.req.valid("param");
    return context.json(represent(await eraseUser(erasing(context.env.ports), context.get("caller").tenantId, userId)), 200);
  },
);

function erasing(ports: AppPorts): ErasurePorts {
  return { ...ports, eraseFiles: async (tenantId, whose) => (await eraseFiles(ports, tenantId, whose)).erased };
}

function represent({ kind, id, erasedAt, erased: rows, expiring, remaining }: Receipt): z.infer<typeof receipt> {
  return {
    kind,
    id,
    erased_at: representTime(erasedAt),
    erased: rows,
    expiring: expiring.map(({ where, withinSeconds }) => ({ where, within_seconds: withinSeconds })),
    remaining,
  };
}
