/** The feed of a conversation, read from its beginning up to what has happened so far. */
import { z } from "zod";
import { readEvents } from "./sse.ts";

const noticeSchema = z.looseObject({ type: z.string() });
const entrySchema = z.looseObject({
  type: z.string(),
  seq: z.number().int(),
  chunk: z.unknown().optional(),
  data: z.unknown().optional(),
  message: z.looseObject({ id: z.string() }).optional(),
});

export type FeedEntry = z.infer<typeof entrySchema>;

/** Every entry up to `lastSeq`. Errors: when the feed is refused, or has not come that far within ten minutes. */
export async function readFeed(url: string, conversationId: string, lastSeq: number): Promise<FeedEntry[]> {
  const connection = new AbortController();
  const signal = AbortSignal.any([connection.signal, AbortSignal.timeout(600_000)]);
  const headers = { authorization: "Bearer demo" };
  const response = await fetch(`${url}/v1/conversations/${conversationId}/events?after=0`, { headers, signal });
  if (response.status !== 200 || !response.body) throw new Error(`The feed of ${conversationId} was refused: ${response.status}.`);
  const entries: FeedEntry[] = [];
  for await (const { data } of readEvents(response.body)) {
    const told = noticeSchema.parse(JSON.parse(data));
    // Without a place: that the feed is ready, that it has come to what is live.
    if (!("seq" in told)) continue;
    const entry = entrySchema.parse(told);
    entries.push(entry);
    if (entry.seq >= lastSeq) break;
  }
  connection.abort();
  return entries;
}
