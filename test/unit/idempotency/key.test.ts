import { expect, test } from "vitest";
import { fingerprintOf, idFromSeed, keyForm, keyName, storeNameOf, storeNameOfUser, type KeyOwner } from "../../../src/idempotency/key.ts";

const owner: KeyOwner = { tenantId: "t", role: "owner", userId: null };
const visitor: KeyOwner = { tenantId: "t", role: "visitor", userId: "u" };

test("a key is 1 to 255 characters that can be seen", () => {
  for (const key of ["a", "9b2d6c1e-6f5a-4a55", '"quoted"', "~".repeat(255)]) expect(keyForm.test(key)).toBe(true);
  for (const key of ["", "a b", "a\tb", "é", "a\n", "x".repeat(256)]) expect(keyForm.test(key)).toBe(false);
});

test("one caller's key never meets another's", async () => {
  const name = await keyName("order-1");
  const others = [
    { ...visitor, userId: "v" },
    { ...visitor, tenantId: "t2" },
    { ...owner, tenantId: "t2" },
    { ...visitor, role: "staff" },
  ];
  const stores = [owner, visitor, ...others, { ...visitor, userId: 'u",0]' }];
  expect(new Set(stores.map((one) => storeNameOf(one, name))).size).toBe(stores.length);
});

test("a backend's keys spread over many stores, a person's lie in one", async () => {
  const names = await Promise.all(Array.from({ length: 2000 }, (_, index) => keyName(`key-${index}`)));
  expect(new Set(names.map((name) => storeNameOf(owner, name))).size).toBe(64);
  expect(new Set(names.map((name) => storeNameOf(visitor, name)))).toEqual(new Set([storeNameOfUser("t", "u")]));
});

test("the name of a key does not tell the key", async () => {
  expect(await keyName("customer-42")).toMatch(/^[0-9a-f]{64}$/);
});

test("ids are the same for the same claim, and tell kinds and parts apart", () => {
  expect(idFromSeed("s", "msg", "")).toBe(idFromSeed("s", "msg", ""));
  expect(idFromSeed("s", "msg", "")).toMatch(/^msg_[0-9a-f-]{36}$/);
  const ids = [idFromSeed("s", "msg", ""), idFromSeed("s", "msg", "2"), idFromSeed("s", "conv", ""), idFromSeed("s2", "msg", "")];
  expect(new Set(ids.map((id) => id.slice(id.indexOf("_")))).size).toBe(4);
});

test("a fingerprint differs with everything that is asked", async () => {
  const bytes = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0)).buffer;
  const prints = await Promise.all([
    fingerprintOf(["POST", "/a", null], bytes("{}")),
    fingerprintOf(["POST", "/a", null], bytes("{ }")),
    fingerprintOf(["POST", "/b", null], bytes("{}")),
    fingerprintOf(["DELETE", "/a", null], bytes("{}")),
    fingerprintOf(["POST", "/a", '"etag"'], bytes("{}")),
  ]);
  expect(new Set(prints).size).toBe(prints.length);
  expect(await fingerprintOf(["POST", "/a", null], bytes("{}"))).toBe(prints[0]);
});
