import type { Exchange } from "../client/exchange.ts";
import type { Asked } from "../workers/mock-model.ts";

/** What a turn looks like from its client. */
export type Turn = Omit<Exchange, "status" | "body">;

/** A server under test: its own process, its own folder on disk. */
export interface Contender {
  name: string;
  /** What a reader has to know of how it runs, one sentence each. */
  notes: readonly string[];
  /** Of the server's process. */
  readonly pid: number;
  start(): Promise<void>;
  /** Ends the process and starts it again on the same folder: all that was in memory is gone. */
  restart(): Promise<void>;
  stop(): Promise<void>;
  /** Makes a conversation by a request of its own; nothing where conversations only make themselves. */
  create(id: string): Promise<void>;
  turn(id: string, asked: Asked): Promise<Turn>;
  /** The first turn of a conversation that nobody has made: it begins with its first message. */
  begin(id: string, asked: Asked): Promise<Turn>;
  /** Puts that many messages behind a conversation, which is made if need be. */
  fill(id: string, messages: number): Promise<void>;
  /** Rows written so far, where the contender runs in its counting form. */
  rows(): Promise<number>;
}

export const wordsFor = ({ tokens, paceMs }: Asked): string => `Tell me about it in ${tokens} tokens at ${paceMs} ms`;
