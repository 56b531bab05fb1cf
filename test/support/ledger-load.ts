/** Customers who talk without a pause, each in a conversation of their own, until they are told to stop. */
import { askToCount } from "./faulty-model.ts";
import type { Entry, LedgerClient } from "./ledger-client.ts";
import { setTimeout as pause } from "node:timers/promises";
import type { SeededRandom } from "./random.ts";

export interface Load {
  /** Settles when an answer is being read: some words are there, the end is not. Errors: when that does not happen for ten minutes. */
  untilMidstream(): Promise<void>;
  /** Settles when all of these have been read to their ends. Errors: when that takes longer than ten minutes. */
  untilRead(entries: readonly Entry[]): Promise<void>;
  /** Lets everybody read their answer to its end. Errors: the first that anybody met. */
  stop(): Promise<void>;
}

export interface LoadPlan {
  client: LedgerClient;
  customers: number;
  /** Begins the ids of this run. */
  run: string;
  random: SeededRandom;
}

/** For an answer that is broken several times in a row. */
const patienceMs = 600_000;
/** After so many messages a customer begins another conversation. */
const messagesPerConversation = 10;

export function startLoad({ client, customers, run, random }: LoadPlan): Load {
  let stopped = false;
  let failure: Error | null = null;
  const talk = async (customer: number, own: SeededRandom) => {
    for (let count = 0; !stopped && failure === null; count++) {
      const conversationId = `${run}-${customer}-${Math.floor(count / messagesPerConversation)}`;
      if (count % messagesPerConversation === 0) await client.begin(conversationId);
      const messageId = `${conversationId}-${count}`;
      await client.say(conversationId, messageId, askToCount(own.whole(5, 30), messageId));
    }
  };
  const talks = Array.from({ length: customers }, (_, customer) =>
    talk(customer, random.fork()).catch((error: unknown) => {
      failure ??= error instanceof Error ? error : new Error(String(error));
    }),
  );
  const until = async (isSo: () => boolean) => {
    for (const giveUpAt = performance.now() + patienceMs; performance.now() < giveUpAt;) {
      if (failure !== null) throw failure;
      if (isSo()) return;
      await pause(5);
    }
    throw new Error("Nobody was read to for ten minutes.");
  };
  return {
    untilMidstream: () => until(() => client.midstream() !== undefined),
    untilRead: (entries) => until(() => entries.every(({ reading }) => reading.status !== null)),
    async stop() {
      stopped = true;
      await Promise.all(talks);
      if (failure !== null) throw failure;
    },
  };
}
