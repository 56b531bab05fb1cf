import { expect, test } from "vitest";
import { seal, secretFrom, unseal } from "../../../src/idempotency/seal.ts";

const installation = "only-for-tests-only-for-tests-only-for-tests";

test("what is sealed is opened by its own secret, and by no other", async () => {
  const secret = await secretFrom(installation, ["answer", "t", "key"]);
  const sealed = await seal('{"key":"ew_test_canary"}', secret);
  expect(new TextDecoder().decode(sealed)).not.toContain("canary");
  expect(await unseal(sealed, secret)).toBe('{"key":"ew_test_canary"}');
  const others = [
    ["answer", "t", "other"],
    ["answer", "t2", "key"],
    ["answer", "tkey"],
    ["api-key", "t", "key"],
  ];
  for (const names of others) expect(await unseal(sealed, await secretFrom(installation, names))).toBeNull();
  expect(await unseal(sealed, await secretFrom(`${installation}!`, ["answer", "t", "key"]))).toBeNull();
});

test("what was changed on the way opens as nothing", async () => {
  const secret = await secretFrom(installation, ["answer"]);
  const sealed = await seal("text", secret);
  for (let at = 0; at < sealed.length; at++) {
    expect(
      await unseal(
        sealed.map((byte, index) => (index === at ? byte ^ 1 : byte)),
        secret,
      ),
    ).toBeNull();
  }
  expect(await unseal(new Uint8Array(3), secret)).toBeNull();
});

test("the same answer is never sealed alike twice", async () => {
  const secret = await secretFrom(installation, ["answer"]);
  expect(await seal("text", secret)).not.toEqual(await seal("text", secret));
});
