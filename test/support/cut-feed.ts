/** Follows all that happens in a conversation through cuts, by the feed or by the socket: its entries, each as its JSON. */
import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { blocksOf, readPiece, seqOf, type Cut } from "./cut-reader.ts";
import { cutSomewhere } from "./cut-turns.ts";
import type { SeededRandom } from "./random.ts";

const toldSchema = z.object({
  type: z.string(),
  id: z.string().optional(),
  seq: z.number().optional(),
  resume_after: z.string().optional(),
});

/** What a reader holds of the log. */
export class Listener {
  readonly entries: { seq: number; json: string }[] = [];
  lastId = "0";
  cuts = 0;
  discontinuities = 0;
  /** What no reader should ever see. */
  readonly complaints: string[] = [];

  /** Gives what was told, for who has to answer it. */
  take(json: string): z.infer<typeof toldSchema> {
    const told = toldSchema.parse(JSON.parse(json));
    if (told.type === "discontinuity") {
      this.discontinuities += 1;
      const last = seqOf(told.resume_after ?? null);
      while ((this.entries.at(-1)?.seq ?? 0) > last) this.entries.pop();
    }
    if (told.id !== undefined) this.lastId = told.id;
    if (told.seq === undefined) return told;
    const before = this.entries.at(-1)?.seq ?? 0;
    if (told.seq !== before + 1) this.complaints.push(`After ${before} came ${told.seq}.`);
    this.entries.push({ seq: told.seq, json });
    return told;
  }

  get seq(): number {
    return this.entries.at(-1)?.seq ?? 0;
  }
}

/** How far a listener listens: to a place, which is known once `isKnown` comes. */
export interface Extent {
  lastSeq: number;
  isKnown: AbortSignal;
}

/** Errors: when it takes longer than two minutes behind the end. */
export async function listenToFeed(url: string, id: string, extent: Extent, cuts: number, random: SeededRandom): Promise<Listener> {
  const listener = new Listener();
  await again(listener, extent, async () => {
    const headers = { authorization: "Bearer demo", ...(listener.lastId === "0" ? {} : { "last-event-id": listener.lastId }) };
    const { events, status } = await readPiece(
      `${url}/v1/conversations/${id}/events?after=0`,
      { headers },
      nextCut(listener, extent, cuts, random),
    );
    for (const block of blocksOf(events)) listener.take(/^data: (.*)$/m.exec(block)?.[1] ?? "");
    if (status === 200) listener.cuts += 1;
    else await pause(50);
  });
  return listener;
}

function nextCut(listener: Listener, extent: Extent, cuts: number, random: SeededRandom): Cut {
  if (!extent.isKnown.aborted) return { ...(listener.cuts < cuts ? cutSomewhere(random) : { bytes: Infinity }), signal: extent.isKnown };
  return { ...(listener.cuts < cuts ? cutSomewhere(random) : { bytes: Infinity }), until: `"seq":${extent.lastSeq},` };
}

/** Errors: when it takes longer than two minutes behind the end. */
export async function listenToSocket(url: string, id: string, extent: Extent, cuts: number, random: SeededRandom): Promise<Listener> {
  const listener = new Listener();
  await again(listener, extent, async () => {
    const most = listener.cuts < cuts ? random.pick([0, random.whole(0, 5), random.whole(0, 60)]) : Infinity;
    if (await listenOnce(url, id, listener, most, extent)) listener.cuts += 1;
    else await pause(50);
  });
  return listener;
}

/** One socket, for so many messages. False where it did not open. */
function listenOnce(url: string, id: string, listener: Listener, most: number, extent: Extent): Promise<boolean> {
  return new Promise((resolve) => {
    let taken = 0;
    let opened = false;
    const address = `${url.replace("http", "ws")}/v1/conversations/${id}/socket?after=${listener.lastId}`;
    const socket = new WebSocket(address, ["edgewise", "bearer.demo"]);
    const hangUp = () => {
      extent.isKnown.removeEventListener("abort", hangUp);
      socket.close();
      resolve(opened);
    };
    extent.isKnown.addEventListener("abort", hangUp);
    socket.addEventListener("open", () => {
      opened = true;
      if (most === 0) hangUp();
    });
    socket.addEventListener("message", ({ data }) => {
      // What still comes behind a cut was never read.
      if (taken >= most) return;
      taken += 1;
      const told = listener.take(String(data));
      if (told.type === "more") socket.send(JSON.stringify({ type: "resume", after: told.id }));
      if (taken >= most || (extent.isKnown.aborted && listener.seq >= extent.lastSeq)) hangUp();
    });
    socket.addEventListener("close", hangUp);
    socket.addEventListener("error", hangUp);
  });
}

async function again(listener: Listener, extent: Extent, listen: () => Promise<void>): Promise<void> {
  let giveUpAt = Infinity;
  while (!extent.isKnown.aborted || listener.seq < extent.lastSeq) {
    if (extent.isKnown.aborted) giveUpAt = Math.min(giveUpAt, Date.now() + 120_000);
    if (Date.now() > giveUpAt) throw new Error(`A listener has come to ${listener.seq} of ${extent.lastSeq} only.`);
    await listen();
  }
}
