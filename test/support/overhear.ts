/** Somebody who listens to a conversation without having said anything in it. */
import { setTimeout as pause } from "node:timers/promises";
import type { PlacedEvent } from "./reading.ts";
import { readEvents } from "./sse.ts";

const tries = 50;

/** Attaches to the next turn that runs, from its beginning, and reads it to the end; empty where none runs in the next half second. */
export async function overhear(url: string, conversationId: string): Promise<PlacedEvent[]> {
  for (let attempt = 0; attempt < tries; attempt++) {
    const response = await fetch(`${url}/v1/conversations/${conversationId}/stream`, { headers: { authorization: "Bearer demo" } });
    if (response.status === 200 && response.body) return read(response.body);
    await response.body?.cancel();
    await pause(10);
  }
  return [];
}

async function read(body: ReadableStream<Uint8Array>): Promise<PlacedEvent[]> {
  const events: PlacedEvent[] = [];
  for await (const { id, data } of readEvents(body)) if (id !== null) events.push({ id, json: data });
  return events;
}
