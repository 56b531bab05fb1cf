import { and, asc, eq } from "drizzle-orm";
import { z } from "zod";
import { actions } from "../../db/schema/index.ts";
import type { JsonObject } from "../../platform/ports.ts";
import { industries } from "../../lifecycle/index.ts";
import { defineTool, type ToolContext, type ToolResult } from "../contract.ts";
import { stateOfStatus, type Answer } from "./answer.ts";
import { checkoutPayload, readCheckout, totalOf, type Item } from "./checkout.ts";
import { inquireAction, postAction } from "./post.ts";
import { word } from "./wording.ts";
import { text } from "../text.ts";

const CHECKOUT = "checkout";

const inputSchema = z.object({
  action: text(100).min(1).describe("The name of a registered action, e.g. checkout"),
  payload: checkoutPayload.loose().default({}).describe("For checkout: the items, or confirm. For another action: its own fields."),
});

type Input = z.infer<typeof inputSchema>;

/** What another action than checkout takes is passed on as it is. */
const anyPayload = z.record(z.string(), z.json());

export const triggerWebHookTool = defineTool({
  name: "trigger_web_hook",
  label: { vi: "Thực hiện yêu cầu", en: "Carry out" },
  description:
    "Carry out a registered action for the customer. `checkout` places an order: give the items by code or by position in the list last shown. " +
    "When an order is pending and the customer confirms it, call checkout again with payload.confirm = true.",
  industries,
  input: inputSchema,
  effect: "write",
  // Longer than an endpoint has to answer.
  timeoutMs: 15_000,
  proposes: [...Object.values(stateOfStatus), "error"],
  run: trigger,
  inquire: inquireOrder,
  rehearse: rehearseOrder,
});

async function trigger(input: Input, context: ToolContext): Promise<ToolResult> {
  const prepared = await prepare(input, context).catch((): { refusal: ToolResult } => ({ refusal: notSent(input.action, context) }));
  return "refusal" in prepared ? { ...prepared.refusal, untouched: true } : carryOut(prepared, context);
}

/** The order could not even be looked up, or the endpoint has not taken it. */
const notSent = (action: string, { language }: ToolContext): ToolResult => ({
  output: { error: word("failed", language), code: "action_failed", action },
  newState: "error",
});

/** What the endpoint says of this call; the words of a model choose no address here either. */
async function inquireOrder({ action }: Input, context: ToolContext): Promise<ToolResult | null> {
  const url = await readUrl(action, context);
  if (url === null) throw new Error(`The action ${action} is no longer registered: nobody can be asked.`);
  const answer = await inquireAction(url, context);
  return answer && { output: tell(action, answer, []), newState: stateOfStatus[answer.status] };
}

/** What is checked is checked; then the order is taken as placed, and a confirmation as given, so that a journey can be walked. */
async function rehearseOrder(input: Input, context: ToolContext): Promise<ToolResult> {
  const prepared = await prepare(input, context);
  if ("refusal" in prepared) return prepared.refusal;
  const status = prepared.payload["confirm"] === true ? "confirmed" : "pending";
  return { output: tell(prepared.action, { status, reference: "DRY-RUN" }, prepared.items), newState: stateOfStatus[status] };
}

/** All that is looked up and checked before anything is sent. What fails here has touched nothing. */
async function prepare({ action, payload }: Input, context: ToolContext): Promise<Order | { refusal: ToolResult }> {
  const { db, tenantId, language } = context;
  const url = await readUrl(action, context);
  if (url === null) {
    const registered = await db
      .select({ name: actions.name })
      .from(actions)
      .where(eq(actions.tenantId, tenantId))
      .orderBy(asc(actions.name));
    const names = registered.map(({ name }) => name);
    const error = word("unknown_action", language, { action, names: names.join(", ") || "–" });
    return { refusal: { output: { error, code: "not_found", actions: names } } };
  }
  if (action !== CHECKOUT) return { action, url, payload: anyPayload.parse(payload), items: [] };
  const checkout = await readCheckout(payload, context);
  if ("refusal" in checkout) return checkout;
  const { items, confirm } = checkout;
  return { action, url, payload: { items: items.map((item) => ({ ...item })), confirm }, items };
}

/** The address that the operator registered for the action; a model's words never become one. */
async function readUrl(action: string, { db, tenantId }: ToolContext): Promise<string | null> {
  const [row] = await db
    .select({ url: actions.url })
    .from(actions)
    .where(and(eq(actions.tenantId, tenantId), eq(actions.name, action)));
  return row?.url ?? null;
}

interface Order {
  action: string;
  url: string;
  payload: JsonObject;
  items: readonly Item[];
}

async function carryOut({ action, url, payload, items }: Order, context: ToolContext): Promise<ToolResult> {
  const { conversationId, userId } = context;
  const outcome = await postAction(url, { action, payload, conversation_id: conversationId, user_id: userId }, context);
  if (outcome.kind === "refused") return notSent(action, context);
  return { output: tell(action, outcome.answer, items), newState: stateOfStatus[outcome.answer.status] };
}

function tell(action: string, { status, reference, url, total, items, message }: Answer, ordered: readonly Item[]): JsonObject {
  const bought = items ?? ordered;
  const sum = total ?? (ordered.length > 0 ? totalOf(ordered) : undefined);
  return {
    action,
    status,
    reference: reference ?? null,
    ...(url === undefined ? {} : { url }),
    ...(sum === undefined ? {} : { total: sum }),
    ...(bought.length === 0
      ? {}
      : { items: bought.map(({ code, name, quantity, price }) => ({ code, name: name ?? code, quantity, price: price ?? null })) }),
    ...(message === undefined ? {} : { message }),
  };
}
