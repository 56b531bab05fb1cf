/** Conversations of one bot share it in memory: it is most of what they hold. */
import type { BotSnapshot } from "../../src/transcript/index.ts";
import { olderBot } from "./older-rows.ts";

const bots = new Map<string, BotSnapshot>();
const mostBots = 200;

/** The bot that an object has written as this JSON; whoever reads the same JSON gets the same bot, so nobody may change it. */
export function sharedBot(json: string): BotSnapshot {
  const known = bots.get(json);
  if (known) return known;
  // Only an object writes this, and older-rows.ts keeps old ones readable.
  const bot = olderBot(JSON.parse(json) as BotSnapshot);
  if (bots.size >= mostBots) bots.clear();
  bots.set(json, bot);
  return bot;
}
