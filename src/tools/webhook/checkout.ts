/** The payload of the action `checkout`: what is bought, told by code, name or place in the list, becomes priced items. */
import { z } from "zod";
import { pickCode, pickPosition, type Offering } from "../catalog/index.ts";
import type { ToolContext, ToolResult } from "../contract.ts";
import { ask } from "../say.ts";
import { word } from "./wording.ts";
import { text } from "../text.ts";

export const checkoutPayload = z.object({
  items: z
    .array(
      z.object({
        code: text(200).optional().describe("The product's code (or its name)"),
        position: z.number().int().min(-30).max(30).optional().describe("Its place in the list last shown, from 1"),
        quantity: z.number().int().min(1).max(99).default(1),
      }),
    )
    .max(20)
    .optional()
    .describe("What to buy"),
  confirm: z.boolean().optional().describe("True only once the customer has confirmed the pending order"),
});

export type CheckoutPayload = z.infer<typeof checkoutPayload>;

export interface Item {
  code: string;
  name: string;
  quantity: number;
  /** Of one, in đồng; the catalogue's, never the model's. */
  price: number;
}

export type Checkout = { items: Item[]; confirm: boolean } | { refusal: ToolResult };

/** Resolves and checks what is bought. Without items it is what the customer looked at last; confirming needs none. */
export async function readCheckout(payload: CheckoutPayload, context: ToolContext): Promise<Checkout> {
  const confirm = payload.confirm ?? false;
  const asked = payload.items ?? [];
  const named = asked.length > 0 || confirm ? asked : [{ quantity: 1 }];
  const wanted = new Map<string, { offering: Offering; quantity: number }>();
  for (const item of named) {
    const picked = await pick(item, context);
    if ("refusal" in picked) return picked;
    const quantity = (wanted.get(picked.offering.code)?.quantity ?? 0) + item.quantity;
    wanted.set(picked.offering.code, { offering: picked.offering, quantity });
  }
  for (const { offering, quantity } of wanted.values()) {
    if (offering.stock < quantity) return { refusal: tellShortage(offering, context) };
  }
  return { items: [...wanted.values()].map(({ offering: { code, name, price }, quantity }) => ({ code, name, quantity, price })), confirm };
}

function pick(item: { code?: string | undefined; position?: number | undefined }, context: ToolContext) {
  // Small models fill what they leave out with an empty text.
  if (item.code) return pickCode(item.code, context);
  if (item.position !== undefined) return pickPosition(item.position, context);
  if (context.focus !== null) return pickCode(context.focus, context);
  return { refusal: ask("needs_more", word("which_to_buy", context.language), {}, ["items"]) };
}

function tellShortage({ code, name, stock }: Offering, { language }: ToolContext): ToolResult {
  const error = stock === 0 ? word("out_of_stock", language, { name }) : word("too_few", language, { name, stock });
  return { output: { error, code: "out_of_stock", offering: { code, name, stock } } };
}

export function totalOf(items: readonly Item[]): number {
  return items.reduce((sum, { price, quantity }) => sum + price * quantity, 0);
}
