/** The floor: objects that stream the same frames as a turn and do nothing else, or as little as can be done. */
import { DurableObject } from "cloudflare:workers";
import { askedOf, tokensOf, type Asked } from "./mock-model.ts";
import { countRows, rowsWritten } from "./row-counter.ts";

interface FloorEnv {
  OBJECTS: DurableObjectNamespace<Floor>;
  COUNT_ROWS?: string;
}

const encoder = new TextEncoder();

const frameOf = (seq: number, delta: string) => `id: ${seq}\ndata: ${JSON.stringify({ type: "text-delta", id: "0", delta })}\n\n`;
const answerWith = (body: ReadableStream) => new Response(body, { headers: { "content-type": "text/event-stream" } });

/** A bare object that streams: one write for each token, nothing kept. */
export class Floor extends DurableObject<FloorEnv> {
  override async fetch(request: Request): Promise<Response> {
    const { readable, writable } = new IdentityTransformStream();
    this.ctx.waitUntil(this.say(askedOf(await request.text()), writable.getWriter()));
    return answerWith(readable);
  }

  protected async say(asked: Asked, writer: WritableStreamDefaultWriter<Uint8Array>): Promise<string> {
    let seq = 0;
    let said = "";
    for await (const delta of tokensOf(asked)) {
      said += delta;
      await writer.write(encoder.encode(frameOf(seq++, delta)));
    }
    await writer.close();
    return said;
  }
}

/** The same with one durable write before and one after. */
export class FloorSql extends Floor {
  constructor(ctx: DurableObjectState, env: FloorEnv) {
    super(ctx, env);
    if (env.COUNT_ROWS) countRows(ctx.storage);
    ctx.storage.sql.exec("CREATE TABLE IF NOT EXISTS messages (seq INTEGER PRIMARY KEY, content TEXT NOT NULL)");
  }

  override async fetch(request: Request): Promise<Response> {
    const text = await request.text();
    this.write(text);
    const { readable, writable } = new IdentityTransformStream();
    this.ctx.waitUntil(this.say(askedOf(text), writable.getWriter()).then((said) => this.write(said)));
    return answerWith(readable);
  }

  protected write(content: string): void {
    this.ctx.storage.sql.exec("INSERT INTO messages (content) VALUES (?)", content);
  }
}

/** As good as we know how: the last 40 messages by index, and tokens written together while nobody waits for them. */
export class FloorBest extends FloorSql {
  override async fetch(request: Request): Promise<Response> {
    const text = await request.text();
    this.write(text);
    this.ctx.storage.sql.exec("SELECT content FROM messages ORDER BY seq DESC LIMIT 40").toArray();
    return answerWith(this.#stream(askedOf(text)));
  }

  #stream(asked: Asked): ReadableStream<Uint8Array> {
    let said = "";
    let waiting = "";
    let ended = false;
    let wake: (() => void) | null = null;
    const run = async () => {
      let seq = 0;
      for await (const delta of tokensOf(asked)) {
        said += delta;
        waiting += frameOf(seq++, delta);
        wake?.();
      }
      this.write(said);
      ended = true;
      wake?.();
    };
    this.ctx.waitUntil(run());
    return new ReadableStream(
      {
        pull: async (controller) => {
          if (waiting === "" && !ended) await new Promise<void>((resolve) => (wake = resolve));
          wake = null;
          if (waiting !== "") controller.enqueue(encoder.encode(waiting));
          else controller.close();
          waiting = "";
        },
      },
      { highWaterMark: 0 },
    );
  }
}

export default {
  async fetch(request, env) {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === "/rows") return Response.json({ rows: rowsWritten() });
    return env.OBJECTS.get(env.OBJECTS.idFromName(searchParams.get("id") ?? "one")).fetch(request);
  },
} satisfies ExportedHandler<FloorEnv>;
