import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { z } from "zod";
import { orderSchema, type Order } from "./orders.ts";

const kept = z.object({
  port: z.number().int().min(0).max(65_535),
  orders: z.array(orderSchema),
  answers: z.record(z.string(), z.looseObject({})).default({}),
});

/** The shop's orders, in a file where it is given one: the links in kept conversations go on working after a restart. */
export class OrderBook {
  readonly #file: string | undefined;
  readonly #orders = new Map<string, Order>();
  /** What was answered to each idempotency key: on disk with the order that it made, so that the two never disagree. */
  readonly #answers = new Map<string, object>();
  /** The port on which the orders' pages were last served; 0 for any. */
  port = 0;

  constructor(file?: string) {
    this.#file = file;
    if (file === undefined || !existsSync(file)) return;
    const read = kept.safeParse(JSON.parse(readFileSync(file, "utf8")));
    if (!read.success) return;
    this.port = read.data.port;
    for (const order of read.data.orders) this.#orders.set(order.reference, order);
    for (const [key, answer] of Object.entries(read.data.answers)) this.#answers.set(key, answer);
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

  answerTo(key: string): object | undefined {
    return this.#answers.get(key);
  }

  /** Keeps what was answered, and the order that it is about, if any. */
  keepAnswer(key: string | undefined, answer: object, order: Order | null): void {
    if (order) this.#orders.set(order.reference, order);
    if (key !== undefined) this.#answers.set(key, answer);
    this.save();
  }

  save(): void {
    if (this.#file === undefined) return;
    const whole = { port: this.port, orders: [...this.#orders.values()], answers: Object.fromEntries(this.#answers) };
    writeFileSync(`${this.#file}.new`, JSON.stringify(whole));
    renameSync(`${this.#file}.new`, this.#file);
  }
}
