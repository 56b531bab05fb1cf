/** Attachments through the front door, the real object and R2. */
import { env, exports } from "cloudflare:workers";
import { expect, it } from "vitest";
import { eraseFiles } from "../../../src/files/index.ts";
import { connectFiles } from "../../../src/files/r2-store.ts";
import { png } from "../../support/sample-files.ts";

const authorization = { authorization: "Bearer demo" };

async function call(path: string, init: RequestInit = {}) {
  const response = await exports.default.fetch(`http://edgewise.test${path}`, { ...init, headers: { ...authorization, ...init.headers } });
  return { status: response.status, bytes: new Uint8Array(await response.arrayBuffer()) };
}

const json = ({ bytes }: { bytes: Uint8Array }) => JSON.parse(new TextDecoder().decode(bytes));

const say = async (conversationId: string, body: object) =>
  call(`/v1/conversations/${conversationId}/messages`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });

it("an uploaded image is sent by reference, answered kindly, shown by its link, and erased with its conversation", async () => {
  const id = `c_${crypto.randomUUID()}`;
  await call("/v1/conversations", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ conversation_id: id, user_id: `u_${id}`, language: "vi" }),
  });
  const uploaded = await call(`/v1/files?filename=m%C3%A1y.png&user_id=u_${id}`, {
    method: "POST",
    headers: { "content-type": "image/png" },
    body: png,
  });
  expect(uploaded.status).toBe(201);
  const file = json(uploaded);
  expect(file).toMatchObject({ media_type: "image/png", filename: "máy.png", size: png.length });

  const answered = json(await say(id, { id: "m1", parts: [{ type: "file", file_id: file.file_id }] }));
  expect(answered.message.content).toMatch(/chưa xem được nội dung bên trong/);
  expect(answered.message.metadata.status).toBe("complete");
  const again = json(await say(id, { id: "m1", parts: [{ type: "file", file_id: file.file_id }] }));
  expect(again.message.id).toBe(answered.message.id);

  const stored = json(await call(`/v1/conversations/${id}/messages`)).data.find((message: { id: string }) => message.id === "m1");
  expect(stored.parts).toEqual([{ type: "file", mediaType: "image/png", filename: "máy.png", url: file.url, size: png.length }]);
  const link = json(await call(`${file.url}/link`));
  expect((await call(link.url, { headers: { authorization: "" } })).bytes).toEqual(png);

  expect(await eraseFiles({ files: connectFiles(env.FILES) }, "demo", { conversationId: id })).toEqual({ erased: 1, kept: 0 });
  expect((await call(file.url)).status).toBe(404);
  expect((await call(link.url)).status).toBe(404);
});
