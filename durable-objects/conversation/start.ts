/** Begins a conversation, or finds that it has begun. */
import {
  greetingMessage,
  isGreeting,
  openingRecord,
  rowOf,
  type Started,
  type StartInput,
  type TurnContext,
} from "../../src/conversations/index.ts";
import { composeGreeting } from "../../src/agents/index.ts";
import { EdgewiseError } from "../../src/platform/errors.ts";
import type { Language } from "../../src/platform/ports.ts";
import { firstLink, type ConversationRecord } from "../../src/transcript/index.ts";
import type { Desk } from "./desk.ts";

/** Errors: `not_found` for the bot and the skill, `conversation_id_taken` for another user's conversation. */
export async function start(desk: Desk, input: StartInput): Promise<Started> {
  const started = await beginOrFind(desk, input);
  if (started.created) desk.ringSoon();
  return started;
}

async function beginOrFind(desk: Desk, input: StartInput): Promise<Started> {
  if (desk.begun) return startedBefore(desk, input);
  const { ports } = desk;
  const userId = input.userId ?? ports.ids.next("user");
  const context = contextOf(desk, input, userId);
  const bot = await ports.loadBot(input.address.tenantId, input.botId);
  if (!bot)
    throw new EdgewiseError(
      "not_found",
      `There is no bot ${input.botId ?? "by default"}. Create one, or leave bot_id out for the default.`,
    );
  const language = input.language ?? bot.language;
  const words =
    input.greet && bot.greeting.enabled
      ? await composeGreeting(bot, language, { model: ports.smallModel, random: ports.random, log: ports.log })
      : null;
  if (input.skillId !== null && (await context)?.noSuchSkill)
    throw new EdgewiseError("not_found", `There is no skill ${input.skillId}. Name one that there is, or leave skill_id out.`);
  // Another start may have come first while we were waiting.
  if (desk.begun) return startedBefore(desk, input);
  return begin(desk, { ...input, userId }, { bot, language, greeting: words, context });
}

/** What is known already: a skill that is named is read once, here and for the first turn, and of a user who is made nothing can be known. */
function contextOf({ ports }: Desk, { address, userId, skillId }: StartInput, made: string): Promise<TurnContext> | undefined {
  if (skillId !== null) return ports.loadContext(address.tenantId, made, skillId);
  return userId === null ? Promise.resolve({ user: null, skill: null }) : undefined;
}

/**
 * Begins it with the message that follows, and both are on disk together: what is said rings for Postgres. Nothing where it has begun.
 * Errors: `not_found` for the bot and the skill.
 */
export async function startWith(desk: Desk, input: StartInput): Promise<void> {
  if (desk.begun) return;
  try {
    await beginOrFind(desk, input);
  } catch (error) {
    // Somebody came first: whether the message may still be said, the conversation that is there decides.
    if (!(error instanceof EdgewiseError && error.code === "conversation_id_taken")) throw error;
  }
}

function startedBefore({ record, storage }: Desk, input: StartInput): Started {
  if (input.userId !== null && record.userId !== input.userId) {
    throw new EdgewiseError("conversation_id_taken", "This conversation_id belongs to another user. Leave it out to have one made.");
  }
  const first = storage.rowsAfter(0, 1)[0]?.message;
  return { conversation: record, greeting: first && isGreeting(first) ? first : null, created: false };
}

interface Opening {
  bot: ConversationRecord["bot"];
  language: Language;
  greeting: string | null;
  context: Promise<TurnContext> | undefined;
}

function begin(desk: Desk, input: StartInput & { userId: string }, opening: Opening): Started {
  const { storage, ports } = desk;
  const now = ports.clock.now();
  const greeting = opening.greeting === null ? null : greetingMessage(opening.greeting, ports.ids.next("msg"), now);
  const record = openingRecord(input, opening.bot, opening.language, greeting, now);
  desk.takeIn(record, firstLink, () => {
    storage.prepareEmpty();
    if (greeting) storage.saveRow(rowOf(greeting, 0));
  });
  desk.wakeLater();
  // Who starts a conversation is about to speak.
  void desk.context(opening.context);
  return { conversation: record, greeting, created: true };
}
