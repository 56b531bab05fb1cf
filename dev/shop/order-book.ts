import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { z } from "zod";
import { orderSchema, type Order } from "./orders.ts";

const kept = z.object({ port: z.number().int().min(0).max(65_535), orders: z.array(orderSchema) });

/** The shop's orders, in a file where it is given one: the links in kept conversations go on working after a restart. */
export class OrderBook {
  readonly #file: string | undefined;
  readonly #orders = new Map<string, Order>();
  /** The port on which the orders' pages were last served; 0 for any. */
  port = 0;

  constructor(file?: string) {
    this.#file = file;
    if (file === undefined || !existsSync(file)) return;
    const read = kept.safeParse(JSON.parse(readFileSync(file, "utf8")));
    if (!read.success) return;
    this.port = read.data.port;
    for (const order of read.data.orders) this.#orders.set(order.reference, order);
  }

  get(reference: string): Order | undefined {
    return this.#orders.get(reference);
  }

  /** Oldest first. */
  all(): Iterable<Order> {
    return this.#orders.values();
  }

  keep(order: Order): void {
    this.#orders.set(order.reference, order);
    this.save();
  }

  save(): void {
    if (this.#file !== undefined) writeFileSync(this.#file, JSON.stringify({ port: this.port, orders: [...this.#orders.values()] }));
  }
}
