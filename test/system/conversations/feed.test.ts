/** One log, one way to resume, through the real front door: a process is killed in mid-answer, and who listened comes back. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { startStack, type Stack } from "../../support/stack.ts";
import { api } from "../../support/client.ts";
import { readEvents } from "../../support/sse.ts";

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ env: { OFFLINE_TOKEN_DELAY_MS: "20" } });
});
afterAll(() => stack.stop());

interface Told {
  type: string;
  id?: string;
  seq?: number;
  resume_after?: string;
  message?: { id: string; content: string };
}

/** A reader that keeps the log as it is told it, and drops what is void. */
class Listener {
  lastId: string | null = null;
  log: Told[] = [];

  take(told: Told): void {
    if (told.type === "discontinuity") {
      const last = Number.parseInt(String(told.resume_after), 10);
      this.log = this.log.filter(({ seq }) => Number(seq) <= last);
    }
    if (told.id !== undefined) this.lastId = told.id;
    if (told.seq !== undefined) this.log.push(told);
  }

  get seqs(): (number | undefined)[] {
    return this.log.map(({ seq }) => seq);
  }
}

/** Listens by SSE until `seen` holds or the connection is cut. */
async function listen(id: string, listener: Listener, seen: (told: Told) => boolean): Promise<void> {
  const aborted = new AbortController();
  const headers: Record<string, string> = { authorization: "Bearer demo" };
  if (listener.lastId !== null) headers["last-event-id"] = listener.lastId;
  const response = await fetch(`${stack.url}/v1/conversations/${id}/events?after=0`, { headers, signal: aborted.signal });
  expect(response.status).toBe(200);
  if (!response.body) throw new Error("no body");
  try {
    for await (const { data } of readEvents(response.body)) {
      const told = JSON.parse(data) as Told;
      listener.take(told);
      if (seen(told)) break;
    }
  } catch (error) {
    // The process was killed: that is a cut, as any.
    if (!(error instanceof TypeError)) throw error;
  } finally {
    aborted.abort();
  }
}

/** Talks and listens by a socket, as a browser does; resolves when `seen` holds or the connection is cut. */
function connect(id: string, token: string, listener: Listener, seen: (told: Told) => boolean, say: object | null = null): Promise<void> {
  return new Promise((resolve, reject) => {
    const url = `${stack.url.replace("http", "ws")}/v1/conversations/${id}/socket?after=${listener.lastId ?? 0}`;
    const socket = new WebSocket(url, ["edgewise", `bearer.${token}`]);
    socket.addEventListener("open", () => say && socket.send(JSON.stringify(say)));
    socket.addEventListener("message", ({ data }) => {
      const told = JSON.parse(String(data)) as Told;
      listener.take(told);
      if (told.type === "more") socket.send(JSON.stringify({ type: "resume", after: told.id }));
      if (!seen(told)) return;
      socket.close();
      resolve();
    });
    socket.addEventListener("close", () => resolve());
    socket.addEventListener("error", () => (listener.log.length === 0 ? reject(new Error("The socket did not open.")) : resolve()));
  });
}

it("who listened through a kill -9 has the whole log, once, in order: by the feed and by the socket", async () => {
  const id = "feed-through-a-kill";
  const call = api(stack.url);
  await call("POST", "/v1/conversations", { user_id: "lan", conversation_id: id });
  const { token } = (await call("POST", "/v1/visitor-tokens", { user_id: "lan" })).body;
  const [feed, socket] = [new Listener(), new Listener()];
  let words = 0;
  const kills: Promise<void>[] = [];
  const killInMidAnswer = (told: Told) => {
    if (told.type === "chunk" && ++words === 8) kills.push(stack.killRuntime());
    return false;
  };
  const ask = { type: "message", id: "q1", text: "Cho tôi xem laptop" };
  await Promise.all([listen(id, feed, () => false), connect(id, token, socket, killInMidAnswer, ask)]);
  expect(kills).toHaveLength(1);
  await Promise.all(kills);
  stack = await stack.restart();

  const ended = ({ type }: Told) => type === "turn.ended";
  await Promise.all([listen(id, feed, ended), connect(id, token, socket, ended)]);
  const { last_seq: last } = (await api(stack.url)("GET", `/v1/conversations/${id}`)).body;
  const whole = Array.from({ length: last }, (_, index) => index + 1);
  expect(feed.seqs).toEqual(whole);
  expect(socket.seqs).toEqual(whole);
  // Ids of what was told before the kill may lack the generation that came after it; what they say is the same.
  const said = ({ log }: Listener) => log.map(({ id: _, ...told }) => told);
  expect(said(socket)).toEqual(said(feed));
  const fresh = new Listener();
  await listen(id, fresh, ended);
  expect(said(fresh)).toEqual(said(feed));
  const { body } = await api(stack.url)("GET", `/v1/conversations/${id}/messages?limit=10`);
  const told = feed.log.flatMap(({ message }) => (message ? [message] : []));
  expect(body.data).toHaveLength(told.length);
  expect(body.data).toMatchObject(told);
});
