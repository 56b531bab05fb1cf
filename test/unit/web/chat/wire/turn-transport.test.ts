import type { UIMessageChunk } from "ai";
import { describe, expect, it } from "vitest";
import { isCut } from "../../../../../web/chat/wire/problem.ts";
import { TurnTransport } from "../../../../../web/chat/wire/turn-transport.ts";

const events = (...chunks: object[]): Response =>
  new Response(chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join(""), { headers: { "content-type": "text/event-stream" } });

async function readAll(stream: ReadableStream<UIMessageChunk> | null): Promise<string[]> {
  const types: string[] = [];
  for await (const chunk of stream ?? []) types.push(chunk.type);
  return types;
}

describe("TurnTransport", () => {
  it("sends the last message only: the history is the server's", async () => {
    let body: unknown;
    const transport = new TurnTransport(async (_path, init) => {
      body = JSON.parse(String(init?.body));
      return events({ type: "finish" });
    });
    const messages = ["m1", "m2"].map((id) => ({ id, role: "user" as const, parts: [] }));
    await readAll(
      await transport.sendMessages({ chatId: "c1", messages, trigger: "submit-message", messageId: undefined, abortSignal: undefined }),
    );
    expect(body).toEqual({ id: "c1", messages: [{ id: "m2", role: "user", parts: [] }], trigger: "submit-message" });
  });

  it.each([[{ type: "finish" }], [{ type: "abort" }], [{ type: "error", errorText: "x" }]])(
    "a stream may end after %j",
    async (terminal) => {
      const transport = new TurnTransport(async () => events({ type: "start" }, terminal));
      expect(await readAll(await transport.reconnectToStream({ chatId: "c1" }))).toEqual(["start", terminal.type]);
    },
  );

  it("a stream that ends before its turn reads as a cut, not as an answer", async () => {
    const transport = new TurnTransport(async () => events({ type: "start" }, { type: "text-start", id: "t" }));
    const stream = await transport.reconnectToStream({ chatId: "c1" });
    const failure: unknown = await readAll(stream).catch((error: unknown) => error);
    expect(isCut(failure)).toBe(true);
  });

  it("tells whether a turn was running", async () => {
    const running = new TurnTransport(async () => events({ type: "finish" }));
    await running.reconnectToStream({ chatId: "c1" });
    expect(running.attached).toBe(true);
    const idle = new TurnTransport(async () => new Response(null, { status: 204 }));
    await idle.reconnectToStream({ chatId: "c1" });
    expect(idle.attached).toBe(false);
    const unreachable = new TurnTransport(() => Promise.reject(new TypeError("Failed to fetch")));
    await unreachable.reconnectToStream({ chatId: "c1" }).catch(() => undefined);
    expect(unreachable.attached).toBeNull();
  });

  it("a refusal arrives as the problem that it is", async () => {
    const transport = new TurnTransport(async () => Response.json({ code: "turn_running", detail: "Wait." }, { status: 409 }));
    await expect(
      transport.sendMessages({ chatId: "c1", messages: [], trigger: "submit-message", messageId: undefined, abortSignal: undefined }),
    ).rejects.toMatchObject({ code: "turn_running", status: 409 });
  });
});
