import { z } from "zod";

/** What Edgewise's `checkout` action sends (contracts.md §2: the model names the action, never a URL). */
export const checkoutRequest = z.object({
  action: z.literal("checkout"),
  payload: z.object({
    items: z
      .array(
        z.object({
          code: z.string().min(1),
          quantity: z.number().int().min(1).max(99).default(1),
          name: z.string().optional(),
          price: z.number().nonnegative().optional(),
        }),
      )
      .default([]),
    confirm: z.boolean().default(false),
  }),
  conversation_id: z.string().min(1),
  user_id: z.string().min(1),
});

export type CheckoutRequest = z.infer<typeof checkoutRequest>;
type Item = CheckoutRequest["payload"]["items"][number];

export const orderSchema = z.object({
  reference: z.string(),
  conversationId: z.string(),
  /** `paid` by a person on the order's page; `confirmed` once the conversation has been told so. */
  status: z.enum(["pending", "paid", "confirmed"]),
  items: z.array(z.object({ code: z.string(), quantity: z.number(), name: z.string().optional(), price: z.number().optional() })),
  /** In đồng; undefined where an item came without its price. */
  total: z.number().optional(),
});

export type Order = z.infer<typeof orderSchema>;

export type Decision = { order: Order; unpaid?: true } | { rejected: string };

/**
 * Places an order, or confirms the newest one of the conversation that was paid.
 * @param orders what was ordered so far, oldest first; the caller keeps it.
 * @param mintReference called only when a new order is made.
 */
export function decideCheckout(
  orders: Iterable<Order>,
  { payload, conversation_id }: CheckoutRequest,
  mintReference: () => string,
): Decision {
  if (payload.confirm) {
    const open = [...orders].findLast((order) => order.conversationId === conversation_id && order.status !== "confirmed");
    // A customer's word is no payment: only what was paid on its page is confirmed.
    if (open?.status === "pending") return { order: open, unpaid: true };
    if (open !== undefined) return { order: { ...open, status: "confirmed" } };
    if (payload.items.length === 0) return { rejected: "Không có đơn hàng nào đang chờ xác nhận. / There is no order to confirm." };
  }
  if (payload.items.length === 0) return { rejected: "Đơn hàng chưa có sản phẩm nào. / The order has no item." };
  const items = payload.items;
  return { order: { reference: mintReference(), conversationId: conversation_id, status: "pending", items, total: totalOf(items) } };
}

function totalOf(items: Item[]): number | undefined {
  let total = 0;
  for (const { price, quantity } of items) {
    if (price === undefined) return undefined;
    total += price * quantity;
  }
  return total;
}
