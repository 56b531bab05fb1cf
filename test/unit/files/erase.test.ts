import { expect, test } from "vitest";
import { attachFiles, eraseFiles, findFile, uploadFile } from "../../../src/files/index.ts";
import { fakeFiles } from "../../support/fake-files.ts";
import { png } from "../../support/sample-files.ts";

const tenantId = "t";

async function stocked() {
  const files = fakeFiles();
  const send = async (fileId: string, userId: string | null, ...conversations: string[]) => {
    async function* body() {
      yield png;
    }
    await uploadFile({ files }, { tenantId, fileId, userId, mediaType: "image/png", filename: null, size: png.length, body: body() });
    const file = await findFile({ files }, tenantId, fileId);
    if (!file) throw new Error("it was not kept");
    for (const conversationId of conversations) await attachFiles({ files }, { tenantId, conversationId }, [file]);
  };
  return { files, send, there: async (fileId: string) => (await findFile({ files }, tenantId, fileId)) !== null };
}

test("a conversation's files go with it, but for those that another conversation has as well", async () => {
  const { files, send, there } = await stocked();
  await send("file_1", "lan", "a/b");
  await send("file_2", "lan", "a/b", "c");
  await send("file_3", "lan", "c");
  await send("file_4", null, "a/b");
  expect(await eraseFiles({ files }, tenantId, { conversationId: "a/b" })).toEqual({ erased: 2, kept: 1 });
  expect(await Promise.all(["file_1", "file_2", "file_3", "file_4"].map(there))).toEqual([false, true, true, false]);
  expect(await eraseFiles({ files }, tenantId, { conversationId: "a/b" })).toEqual({ erased: 0, kept: 0 });
  expect(await eraseFiles({ files }, tenantId, { conversationId: "c" })).toEqual({ erased: 2, kept: 0 });
  expect([...files.kept.keys()]).toEqual([]);
});

test("a user's files go with the user, wherever they were sent, and those that never were", async () => {
  const { files, send, there } = await stocked();
  await send("file_1", "lan", "a", "b");
  await send("file_2", "lan");
  await send("file_3", "minh", "a");
  expect(await eraseFiles({ files }, tenantId, { userId: "lan" })).toEqual({ erased: 2, kept: 0 });
  expect(await there("file_3")).toBe(true);
  expect(await eraseFiles({ files }, tenantId, { userId: "minh" })).toEqual({ erased: 1, kept: 0 });
  expect([...files.kept.keys()]).toEqual([]);
});

test("an erasure that breaks off at any step is finished by the next one", async () => {
  for (const whose of [{ conversationId: "a" }, { userId: "lan" }]) {
    for (let step = 0; step < 8; step++) {
      const { files, send } = await stocked();
      await send("file_1", "lan", "a");
      let calls = 0;
      const failing = {
        ...files,
        delete: (keys: readonly string[]) => (calls++ === step ? Promise.reject(new Error("away")) : files.delete(keys)),
      };
      await eraseFiles({ files: failing }, tenantId, whose).catch(() => undefined);
      await eraseFiles({ files }, tenantId, whose);
      expect([...files.kept.keys()], `${JSON.stringify(whose)} broken off at deletion ${step}`).toEqual([]);
    }
  }
});

test("no erasure reaches another tenant, nor a conversation whose name begins alike", async () => {
  const { files, send, there } = await stocked();
  await send("file_1", "lan", "ab");
  await eraseFiles({ files }, "t2", { userId: "lan" });
  await eraseFiles({ files }, tenantId, { conversationId: "a" });
  await eraseFiles({ files }, tenantId, { userId: "la" });
  expect(await there("file_1")).toBe(true);
});
