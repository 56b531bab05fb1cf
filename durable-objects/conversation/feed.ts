/** Everything that happens in a conversation, as SSE: from a place in the log on, then live. docs/decisions/feed-and-socket.md */
import type { EventStream, FeedQuery, Participant } from "../../src/conversations/index.ts";
import { EdgewiseError } from "../../src/platform/errors.ts";
import type { Entry } from "./entry.ts";
import { discontinuity, entryFrame, isFor, noticeFrame, type FeedView, type Notice } from "./feed-wire.ts";
import type { Reader } from "./journal.ts";
import { beginAt, idAt, newestSeq, nextPage, readyAt, type LogSource } from "./replay.ts";
import { SseStream } from "./sse-stream.ts";

/** Streams that one conversation serves at once, feeds and turns together. */
const mostStreams = 128;

/** Errors: `rate_limited` when too many listen already. */
export function openFeed(source: LogSource, query: FeedQuery, view: FeedView, participants: Participant[]): EventStream {
  const { journal } = source.desk;
  if (journal.readers >= mostStreams) {
    const detail = `This conversation has ${mostStreams} listeners already. Close some of them, or open a socket: GET …/socket.`;
    throw new EdgewiseError("rate_limited", detail);
  }
  return new Feed(source, query, view, participants).readable;
}

class Feed implements Reader {
  readonly #source: LogSource;
  readonly #view: FeedView;
  readonly #words: boolean;
  readonly #stream: SseStream;
  /** The last place that was looked at for this reader. */
  #seq: number;
  #live = false;

  constructor(source: LogSource, { after }: FeedQuery, view: FeedView, participants: Participant[]) {
    this.#source = source;
    this.#view = view;
    this.#words = view.only === null || view.only.includes("chunks");
    const { journal, backlog } = source.desk;
    this.#stream = new SseStream(
      backlog,
      () => journal.remove(this),
      () => this.#readOn(),
    );
    const beginning = beginAt(source, after, this.#words);
    this.#seq = beginning.seq;
    const id = idAt(source, beginning.seq);
    this.notice({ type: "ready", id: readyAt(source, after, beginning), last_seq: newestSeq(source), participants });
    if (beginning.lost !== null) this.notice({ type: "discontinuity", ...discontinuity(beginning.lost, id) });
    journal.add(this);
    // From now on: there is nothing to read before.
    if (after === null) this.#readOn();
  }

  get readable(): EventStream {
    return this.#stream.readable;
  }

  tell(entry: Entry): void {
    // Until it is live it reads for itself, at its own pace.
    if (!this.#live || entry.seq <= this.#seq) return;
    this.#seq = entry.seq;
    this.#stream.write(entryFrame(entry, this.#view));
  }

  notice(notice: Notice): void {
    if (isFor(this.#view, notice)) this.#stream.write(noticeFrame(notice));
  }

  beat(): void {
    this.#stream.beat();
  }

  end(): void {
    this.notice({ type: "conversation.erased" });
    this.#stream.close();
  }

  /** One page, when the client has taken everything before. */
  #readOn(): void {
    if (this.#live || !this.#source.desk.begun) return;
    const { entries, seq, live } = nextPage(this.#source, this.#seq, this.#words);
    this.#seq = seq;
    this.#live = live;
    const frames = entries.map((entry) => entryFrame(entry, this.#view)).join("");
    if (frames !== "") this.#stream.write(frames);
    if (live) this.notice({ type: "live", id: idAt(this.#source, seq) });
    // A page of which this reader wants nothing: a heartbeat has it ask for the next one.
    else if (frames === "") this.beat();
  }
}
