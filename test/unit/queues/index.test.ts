import { expect, test } from "vitest";
import { handleQueue } from "../../../src/queues/index.ts";
import { historyPorts, unreachableDatabase } from "../../support/history.ts";
import { batchOf, queueMessage } from "../../support/queue-batch.ts";

test("a queue that nobody reads is an error, so that its messages are tried again", async () => {
  const message = queueMessage({});
  await expect(handleQueue(batchOf("letters", [message]), historyPorts(unreachableDatabase()))).rejects.toThrow("letters");
  expect(message.fate).toBeNull();
});
