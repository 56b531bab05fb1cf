import { expect, test } from "vitest";
import { doorbellSchema } from "../../../src/history/index.ts";

test("a doorbell carries ids and a position, and nothing else", () => {
  const doorbell = { tenant_id: "demo", conversation_id: "conv_1", seq: 3 };
  expect(doorbellSchema.parse({ ...doorbell, text: "a customer's words" })).toEqual(doorbell);
  for (const broken of [null, "ring", { ...doorbell, seq: -1 }, { ...doorbell, seq: "3" }, { ...doorbell, tenant_id: "" }]) {
    expect(doorbellSchema.safeParse(broken).success).toBe(false);
  }
});
