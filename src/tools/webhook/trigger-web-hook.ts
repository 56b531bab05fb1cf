import { z } from "zod";
import { CHECKOUT } from "../../actions/index.ts";
import type { JsonObject } from "../../platform/ports.ts";
import { industries } from "../../lifecycle/index.ts";
import { defineTool, type ToolContext, type ToolResult } from "../contract.ts";
import { pickRefusal } from "../catalog/index.ts";
import { oneOf, refusal } from "../output.ts";
import { stateOfStatus, type Answer } from "./answer.ts";
import { checkoutPayload, readCheckout, totalOf, type Item } from "./checkout.ts";
import { readPayload, tellWrong } from "./payload.ts";
import { inquireAction } from "./post.ts";
import { checkoutTakes, describeActions, findAction, takes, type Endpoint, type Registered } from "./registered.ts";
import { send } from "./send.ts";
import { word } from "./wording.ts";
import { text } from "../text.ts";

const inputSchema = z.object({
  action: text(100).min(1).describe("The name of a registered action, e.g. checkout"),
  payload: z
    .looseObject({})
    .default({})
    // What checkout takes is told to the model at once; what is given is held against the action that is meant.
    .meta({
      description: "For checkout: the items, or confirm. For another action: its own fields.",
      properties: checkoutTakes["properties"],
    }),
});

type Input = z.infer<typeof inputSchema>;

const anyPayload = z.looseObject({});
const outputSchema = oneOf(
  z.strictObject({
    action: z.string(),
    status: z.enum(["pending", "confirmed", "rejected"]),
    reference: z.string().nullable().describe("The shop's own name for it"),
    url: z.string().optional().describe("Where the customer goes on, e.g. to pay"),
    total: z.number().optional(),
    items: z.array(z.strictObject({ code: z.string(), name: z.string(), quantity: z.number(), price: z.number().nullable() })).optional(),
    message: z.string().optional(),
  }),
  pickRefusal,
  refusal(["out_of_stock"], { offering: z.strictObject({ code: z.string(), name: z.string(), stock: z.number().int() }) }),
  refusal(["not_found"], {
    actions: z.array(z.strictObject({ name: z.string(), description: z.string(), payload: anyPayload.describe("JSON Schema") })),
  }),
  refusal(["invalid_payload"], {
    action: z.string(),
    errors: z.array(z.strictObject({ path: z.string(), message: z.string() })),
    payload: anyPayload.describe("JSON Schema of what the action takes"),
  }),
  refusal(["action_failed"], { action: z.string() }),
);

export const triggerWebHookTool = defineTool({
  name: "trigger_web_hook",
  label: { vi: "Thực hiện yêu cầu", en: "Carry out" },
  description: {
    vi: "Thực hiện một thao tác mà cửa hàng đã đăng ký, ví dụ checkout để đặt hàng và xác nhận đơn. Kết quả của cửa hàng quyết định đơn đang chờ, xong hay bị từ chối.",
    en:
      "Carry out a registered action for the customer. `checkout` places an order: give the items by code or by position in the list last shown. " +
      "When an order is pending and the customer confirms it, call checkout again with payload.confirm = true. " +
      "A name that is not registered is answered with the actions that are, and what each takes.",
  },
  industries,
  input: inputSchema,
  output: outputSchema,
  effect: "write",
  // Longer than all the requests that an endpoint is sent.
  timeoutMs: 15_000,
  proposes: [...Object.values(stateOfStatus), "error"],
  breakerKey: ({ action }) => action,
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
  const registered = await findAction(action, context);
  if (!registered) throw new Error(`The action ${action} is no longer registered: nobody can be asked.`);
  const answer = await inquireAction(registered.endpoint, context);
  return answer && { output: tell(action, answer, []), newState: stateOfStatus[answer.status] };
}

/** What is checked is checked; then the order is taken as placed, and a confirmation as given, so that a journey can be walked. */
async function rehearseOrder(input: Input, context: ToolContext): Promise<ToolResult> {
  const prepared = await prepare(input, context);
  if ("refusal" in prepared) return prepared.refusal;
  const status = prepared.payload["confirm"] === true ? "confirmed" : "pending";
  return { output: tell(prepared.action, { status, reference: "DRY-RUN" }, prepared.items), newState: stateOfStatus[status] };
}

interface Order {
  action: string;
  endpoint: Endpoint;
  payload: JsonObject;
  items: readonly Item[];
}

/** All that is looked up and checked before anything is sent. What fails here has touched nothing. */
async function prepare({ action, payload }: Input, context: ToolContext): Promise<Order | { refusal: ToolResult }> {
  const registered = await findAction(action, context);
  if (!registered) return { refusal: await tellUnknown(action, context) };
  const { endpoint } = registered;
  if (action === CHECKOUT) return prepareCheckout(payload, registered, context);
  const read = readPayload(payload, { action, label: registered.label, payload: takes(action, registered.payload) }, context.language);
  return "refusal" in read ? read : { action, endpoint, payload: read.payload, items: [] };
}

async function prepareCheckout(
  payload: Input["payload"],
  { label, endpoint }: Registered,
  context: ToolContext,
): Promise<Order | { refusal: ToolResult }> {
  const given = checkoutPayload.safeParse(payload, { reportInput: true });
  if (!given.success) return { refusal: tellWrong(given.error, { action: CHECKOUT, label, payload: checkoutTakes }, context.language) };
  const checkout = await readCheckout(given.data, context);
  if ("refusal" in checkout) return checkout;
  const { items, confirm } = checkout;
  return { action: CHECKOUT, endpoint, payload: { items: items.map((item) => ({ ...item })), confirm }, items };
}

/** The model is told what there is and what each takes, so that its next call fits. */
async function tellUnknown(action: string, context: ToolContext): Promise<ToolResult> {
  const registered = await describeActions(context);
  const names = registered.map(({ name }) => name).join(", ") || "–";
  return { output: { error: word("unknown_action", context.language, { action, names }), code: "not_found", actions: registered } };
}

async function carryOut({ action, endpoint, payload, items }: Order, context: ToolContext): Promise<ToolResult> {
  const { conversationId, userId } = context;
  const body = JSON.stringify({ action, payload, conversation_id: conversationId, user_id: userId });
  const outcome = await send(endpoint, body, context);
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
