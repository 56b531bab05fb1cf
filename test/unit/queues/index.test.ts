import { expect, test } from "vitest";
import { doorbellSchema, handleQueue } from "../../../src/queues/index.ts";
import { historyPorts, unreachableDatabase } from "../../support/history.ts";
import { batchOf, queueMessage } from "../../support/queue-batch.ts";

test("a queue that nobody reads is an error, so that its messages are tried again", async () => {
  const message = queueMessage({});
  await expect(handleQueue(batchOf("letters", [message]), historyPorts(unreachableDatabase()))).rejects.toThrow("letters");
  expect(message.fate).toBeNull();
});

test("a doorbell carries ids and a position, and nothing else", () => {
  const doorbell = { tenant_id: "demo", conversation_id: "conv_1", seq: 3 };
  expect(doorbellSchema.parse({ ...doorbell, text: "a customer's words" })).toEqual(doorbell);
  for (const broken of [null, "ring", { ...doorbell, seq: -1 }, { ...doorbell, seq: "3" }, { ...doorbell, tenant_id: "" }]) {
    expect(doorbellSchema.safeParse(broken).success).toBe(false);
  }
});
