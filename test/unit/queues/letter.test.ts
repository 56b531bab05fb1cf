import { expect, test } from "vitest";
import { letterOf } from "../../../src/queues/letter.ts";
import { queueMessage } from "../../support/queue-batch.ts";

const circle: Record<string, unknown> = {};
circle["self"] = circle;
const deep = JSON.parse(`${"[".repeat(50_000)}${"]".repeat(50_000)}`);

test.each([
  ["JSON", { a: [1, null] }, { a: [1, null] }],
  ["a map", new Map([["a", 1]]), { unreadable: "[object Map]" }],
  ["nothing", undefined, { unreadable: "[object Undefined]" }],
  ["a large integer", 5n, { unreadable: "[object BigInt]" }],
])("a body that is %s becomes a letter", (_, body, kept) => {
  expect(letterOf(queueMessage(body), "history", "why", 0).body).toEqual(kept);
});

test.each([
  ["a circle", circle],
  ["nested without end", deep],
])("a body that is %s does not stop the delivery", (_, body) => {
  expect(letterOf(queueMessage(body), "history", "why", 0).body).toHaveProperty("unreadable");
});

test("a letter belongs to the tenant that its body names, if it names one", () => {
  const ownerOf = (body: unknown) => letterOf(queueMessage(body), "history", null, 0).tenantId;
  expect([{ tenant_id: "demo", seq: "?" }, { tenant_id: "" }, { tenant_id: 5 }, "demo", null].map(ownerOf)).toEqual([
    "demo",
    null,
    null,
    null,
    null,
  ]);
});
