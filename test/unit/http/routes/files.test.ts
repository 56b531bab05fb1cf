import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { signVisitorToken } from "../../../../src/access/visitor-token.ts";
import { fileSchema, linkSchema } from "../../../../src/http/file-schema.ts";
import { problemSchema } from "../../../../src/http/problem-schema.ts";
import { callApp, testPorts } from "../../../support/app-ports.ts";
import { gif, jpeg, pdf, png, text, webp } from "../../../support/sample-files.ts";

function service() {
  const ports = testPorts();
  const call = callApp(ports);
  const tokenOf = async (userId: string, tenantId = "demo") =>
    (await signVisitorToken(ports, { tenantId, userId, botId: "bot_demo" })).token;
  const upload = async (as: string, body: Uint8Array<ArrayBuffer>, type: string, query = "") =>
    call(`/v1/files${query}`, { as, method: "POST", body, headers: { "content-type": type, "content-length": String(body.length) } });
  const sent = async (as: string, body = png, type = "image/png") => fileSchema.parse(await (await upload(as, body, type)).json());
  return { ports, call, tokenOf, upload, sent };
}

const refusal = async (response: Response) => problemSchema.parse(await response.json());

describe("a file is kept", () => {
  test("as its body, with its name from the address", async () => {
    const { call, upload } = service();
    const response = await upload("demo", png, "image/png", `?filename=${encodeURIComponent("Hóa đơn.png")}`);
    expect(response.status).toBe(201);
    const file = fileSchema.parse(await response.json());
    expect(file).toEqual({
      file_id: expect.stringMatching(/^file_/),
      url: `/v1/files/${file.file_id}`,
      media_type: "image/png",
      filename: "Hóa đơn.png",
      size: png.length,
      sha256: createHash("sha256").update(png).digest("hex"),
    });
    const read = await call(file.url, { as: "demo" });
    expect(new Uint8Array(await read.arrayBuffer())).toEqual(png);
  });

  test("as a form, as browsers send it", async () => {
    const { call } = service();
    const form = new FormData();
    form.set("file", new File([pdf], "C:\\tài liệu.pdf", { type: "application/pdf" }));
    const response = await call("/v1/files", { as: "demo", body: form });
    expect(await response.json()).toMatchObject({ media_type: "application/pdf", filename: "tài liệu.pdf", size: pdf.length });
  });

  test("when nobody says how long it is", async () => {
    const { call } = service();
    const response = await call("/v1/files?filename=a.csv", {
      as: "demo",
      method: "POST",
      body: text("a,b"),
      headers: { "content-type": "text/csv" },
    });
    expect(await response.json()).toMatchObject({ media_type: "text/csv", size: 3 });
  });

  test.each([
    ["image/jpeg", jpeg],
    ["image/webp", webp],
    ["image/gif", gif],
    ["text/plain", text("chào")],
    ["text/markdown", text("# chào")],
  ])("of the type %s", async (type, body) => {
    const { sent } = service();
    expect((await sent("demo", body, type)).media_type).toBe(type);
  });

  test("once for one Idempotency-Key", async () => {
    const { call, ports } = service();
    const headers = { "idempotency-key": "k1", "content-type": "image/png", "content-length": String(png.length) };
    const [first, again] = [
      await call("/v1/files", { as: "demo", body: png, headers }),
      await call("/v1/files", { as: "demo", body: png, headers }),
    ];
    expect(first.status).toBe(201);
    expect(await again.json()).toEqual(await first.json());
    expect([...ports.files.kept.keys()].filter((key) => key.endsWith("/content"))).toHaveLength(1);
  });
});

describe("a file is refused with what to do instead, and nothing of it is kept:", () => {
  const large = new Uint8Array(10 * 1024 * 1024 + 1);
  large.set(png);
  const late = new Uint8Array(5000).fill(97);
  late[4000] = 0xff;
  test.each([
    ["a page", text("<html>"), "text/html", 415, /PNG, JPEG, WebP or GIF/],
    ["a page as an image", text("<html>"), "image/png", 415, /sent as image\/png/],
    ["a drawing", text("<svg/>"), "image/svg+xml", 415, /PNG/],
    ["bytes late in a text", late, "text/plain", 415, /UTF-8/],
    ["too many bytes", large, "image/png", 413, /at most 10 MB/],
    ["no bytes", new Uint8Array(), "image/png", 400, /empty/],
  ])("%s", async (_, body, type, status, detail) => {
    const { ports, upload } = service();
    const response = await upload("demo", body, type);
    expect(response.status).toBe(status);
    expect((await refusal(response)).detail).toMatch(detail);
    expect([...ports.files.kept.keys()]).toEqual([]);
  });

  test("too many bytes, when nobody says how many", async () => {
    const { call } = service();
    const response = await call("/v1/files", { as: "demo", method: "POST", body: large, headers: { "content-type": "image/png" } });
    expect(response.status).toBe(413);
  });

  test.each([
    ["fewer bytes than were announced", png.length + 1],
    ["more bytes than were announced", png.length - 1],
  ])("%s", async (_, length) => {
    const { call, ports } = service();
    const headers = { "content-type": "image/png", "content-length": String(length) };
    const response = await call("/v1/files", { as: "demo", method: "POST", body: png, headers });
    expect([response.status, (await refusal(response)).detail]).toEqual([400, expect.stringMatching(/did not arrive whole/)]);
    expect([...ports.files.kept.keys()]).toEqual([]);
  });

  test("a form without a file", async () => {
    const { call } = service();
    const form = new FormData();
    form.set("file", "words");
    expect((await refusal(await call("/v1/files", { as: "demo", body: form }))).errors).toEqual([
      { path: "file", message: "must be one file" },
    ]);
  });

  test("another user's name on it", async () => {
    const { upload, tokenOf } = service();
    expect((await upload(await tokenOf("lan"), png, "image/png", "?user_id=minh")).status).toBe(403);
  });

  test("more of them than a person sends", async () => {
    const ports = testPorts({ limitVisitorMessages: async () => false });
    const { token } = await signVisitorToken(ports, { tenantId: "demo", userId: "lan", botId: "bot_demo" });
    const response = await callApp(ports)("/v1/files", { as: token, method: "POST", body: png, headers: { "content-type": "image/png" } });
    expect(response.status).toBe(429);
  });
});

describe("a file is read", () => {
  test("by its tenant and by who uploaded it; to everyone else it is not there", async () => {
    const { call, sent, tokenOf } = service();
    const lan = await tokenOf("lan");
    const { url } = await sent(lan);
    expect((await call(url, { as: lan })).status).toBe(200);
    expect((await call(url, { as: "demo" })).status).toBe(200);
    for (const stranger of [await tokenOf("minh"), await tokenOf("lan", "other")]) {
      for (const path of [url, `${url}/link`]) {
        const response = await call(path, { as: stranger });
        const absent = await call(path.replace("file_", "file_0"), { as: stranger });
        expect([response.status, (await refusal(response)).detail]).toEqual([404, (await refusal(absent)).detail]);
      }
    }
    expect((await call(url)).status).toBe(401);
  });

  test("by the user in whose conversation it was sent", async () => {
    const { call, sent, tokenOf } = service();
    await call("/v1/conversations", { as: "demo", json: { conversation_id: "c1", user_id: "lan" } });
    const { file_id, url } = await sent("demo");
    expect((await call(url, { as: await tokenOf("lan") })).status).toBe(404);
    await call("/v1/conversations/c1/messages", { as: "demo", json: { parts: [{ type: "file", file_id }] } });
    expect((await call(url, { as: await tokenOf("lan") })).status).toBe(200);
    expect((await call(url, { as: await tokenOf("minh") })).status).toBe(404);
  });

  test("so that no browser runs it or guesses at it", async () => {
    const { call, sent } = service();
    const image = await call((await sent("demo")).url, { as: "demo" });
    expect(Object.fromEntries(image.headers)).toMatchObject({
      "content-type": "image/png",
      "content-disposition": `inline; filename="file.png"; filename*=UTF-8''file.png`,
      "content-security-policy": "default-src 'none'; sandbox",
      "x-content-type-options": "nosniff",
      "cache-control": "private, max-age=600",
    });
    const words = await call((await sent("demo", text("chào"), "text/plain")).url, { as: "demo" });
    expect(words.headers.get("content-disposition")).toMatch(/^attachment;/);
    expect(words.headers.get("content-type")).toBe("text/plain; charset=utf-8");
  });

  test("not again where the reader has it", async () => {
    const { call, sent } = service();
    const { url } = await sent("demo");
    const etag = (await call(url, { as: "demo" })).headers.get("etag") ?? "";
    const again = await call(url, { as: "demo", headers: { "if-none-match": `"other", W/${etag}` } });
    expect([again.status, await again.text()]).toEqual([304, ""]);
    expect((await call(url, { as: "demo", headers: { "if-none-match": '"other"' } })).status).toBe(200);
  });

  test.each([
    ["bytes=0-3", 206, "0123", "bytes 0-3/10"],
    ["bytes=7-", 206, "789", "bytes 7-9/10"],
    ["bytes=-2", 206, "89", "bytes 8-9/10"],
    ["bytes=5-99", 206, "56789", "bytes 5-9/10"],
    ["bytes=10-", 200, "0123456789", null],
    ["bytes=3-1", 200, "0123456789", null],
    ["bytes=0-1,4-5", 200, "0123456789", null],
    ["lines=1-2", 200, "0123456789", null],
  ])("by the range %s", async (range, status, body, contentRange) => {
    const { call, sent } = service();
    const { url } = await sent("demo", text("0123456789"), "text/plain");
    const response = await call(url, { as: "demo", headers: { range } });
    expect([response.status, await response.text(), response.headers.get("content-range")]).toEqual([status, body, contentRange]);
  });
});

describe("a link shows one file without a token", () => {
  test("until it ends, and stays the same for a while, so that browsers keep the picture", async () => {
    const { ports, call, sent } = service();
    const { url } = await sent("demo");
    const linkNow = async () => linkSchema.parse(await (await call(`${url}/link`, { as: "demo" })).json());
    const link = await linkNow();
    expect(new Uint8Array(await (await call(link.url)).arrayBuffer())).toEqual(png);
    ports.pass(14 * 60_000);
    expect(await linkNow()).toEqual(link);
    ports.pass(15 * 60_000);
    expect((await call(link.url)).status).toBe(200);
    ports.pass(2 * 60_000);
    expect((await call(link.url)).status).toBe(401);
    expect((await call((await linkNow()).url)).status).toBe(200);
  });

  test("and nothing else: no other file, and it is no bearer token, nor is a bearer token a link", async () => {
    const { call, sent, tokenOf } = service();
    const lan = await tokenOf("lan");
    const [one, other] = [await sent(lan), await sent(lan)];
    const link = linkSchema.parse(await (await call(`${one.url}/link`, { as: lan })).json());
    const token = new URL(link.url, "http://x").searchParams.get("token") ?? "";
    expect((await call(`${other.url}/view?token=${token}`)).status).toBe(401);
    expect((await call(one.url, { as: token })).status).toBe(401);
    expect((await call(`${one.url}/view?token=${lan}`)).status).toBe(401);
    expect((await call(`${one.url}/view?token=${token.slice(0, -3)}`)).status).toBe(401);
    expect((await call(`${one.url}/view`)).status).toBe(400);
  });
});
