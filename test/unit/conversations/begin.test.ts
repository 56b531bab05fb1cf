import { describe, expect, it } from "vitest";
import {
  greetingMessage,
  isGreeting,
  openingRecord,
  questionOf,
  recordAsked,
  withoutSuperseded,
} from "../../../src/conversations/begin.ts";
import type { StartInput } from "../../../src/conversations/port.ts";
import type { BotSnapshot, StoredMessage } from "../../../src/transcript/records.ts";
import { newTurn } from "../../../src/conversations/turn-row.ts";
import { retailFlow } from "../../../src/lifecycle/index.ts";
import { countingIds } from "../../support/fake-turn.ts";

const bot: BotSnapshot = {
  id: "bot",
  name: "Bot",
  instructions: "You sell.",
  greeting: { enabled: true },
  language: "vi",
  onBusy: "queue",
  flow: { ...retailFlow, initial: "browsing" },
};
const input: StartInput & { userId: string } = {
  address: { tenantId: "t", conversationId: "c" },
  actor: { role: "owner" },
  userId: "u",
  botId: null,
  skillId: "skill",
  language: null,
  metadata: { campaign: "tet" },
  greet: true,
};

describe("a conversation's first record", () => {
  it("stands at the flow's own beginning, the greeting as event 1", () => {
    const greeting = greetingMessage("Xin chào!", "msg_1", 1000);
    expect(greeting).toEqual({
      seq: 1,
      id: "msg_1",
      previousMessageId: null,
      authorType: "assistant",
      content: "Xin chào!",
      parts: [{ type: "text", text: "Xin chào!", state: "done" }],
      metadata: { greeting: true, status: "complete", created_at: "1970-01-01T00:00:01.000Z" },
      turnId: null,
      createdAt: 1000,
      updatedAt: 1000,
    });
    expect(openingRecord(input, bot, "en", greeting, 1000)).toEqual({
      tenantId: "t",
      conversationId: "c",
      userId: "u",
      skillId: "skill",
      bot,
      language: "en",
      state: "browsing",
      visited: ["browsing"],
      handler: "bot",
      shown: [],
      focus: null,
      metadata: { campaign: "tet" },
      lastSeq: 1,
      // Postgres has not even heard of it.
      syncedSeq: -1,
      lastMessageId: "msg_1",
      startedAt: 1000,
      endedAt: null,
      updatedAt: 1000,
    });
  });

  it("has nothing in its log where nobody greets, and is behind in Postgres all the same", () => {
    expect(openingRecord(input, bot, "vi", null, 0)).toMatchObject({ lastSeq: 0, syncedSeq: -1, lastMessageId: null });
  });
});

describe("a question", () => {
  const record = { ...openingRecord(input, bot, "vi", greetingMessage("Xin chào!", "msg_1", 1000), 1000), endedAt: 1500 };
  const question = { parts: [{ type: "text", text: "Show me laptops" }], metadata: { page: "home" } };
  const row = newTurn(
    { ...question, address: input.address, actor: input.actor, messageId: "mine", trigger: "submit" },
    countingIds(),
    2000,
  );
  const asked = questionOf(record, row, question, 3000);

  it("takes the next place in the log when its turn begins, and keeps the time at which it came", () => {
    expect(asked).toEqual({
      seq: 2,
      id: "mine",
      previousMessageId: "msg_1",
      authorType: "user",
      content: "Show me laptops",
      parts: question.parts,
      metadata: { page: "home" },
      turnId: row.turnId,
      createdAt: 2000,
      updatedAt: 3000,
    });
  });

  it("moves the conversation on, in its language, and takes its end away", () => {
    const moved = { language: "en", lastSeq: 2, lastMessageId: "mine", endedAt: null, updatedAt: 3000 };
    expect(recordAsked(record, asked, "en")).toEqual({ ...record, ...moved });
  });
});

describe("messages without replaced answers", () => {
  const message = (id: string, supersedes?: string): StoredMessage => ({
    ...greetingMessage("…", id, 0),
    metadata: supersedes === undefined ? {} : { supersedes },
  });

  it("leave out every attempt but the last, and nothing else", () => {
    const all = [message("q"), message("a1"), message("a2", "a1"), message("a3", "a2"), message("q2"), message("b1")];
    expect(withoutSuperseded(all).map(({ id }) => id)).toEqual(["q", "a3", "q2", "b1"]);
  });

  it("hide nothing that a customer's own metadata names, and none of the customer's messages", () => {
    const question = (id: string, supersedes?: string): StoredMessage => ({ ...message(id, supersedes), authorType: "user" });
    const all = [question("q1"), message("a1"), question("q2", "a1"), message("a2", "q1"), question("q3", "q2"), message("a3", "a2")];
    expect(withoutSuperseded(all).map(({ id }) => id)).toEqual(["q1", "a1", "q2", "q3", "a3"]);
  });
});

describe("a greeting", () => {
  const greeting = greetingMessage("Xin chào!", "msg_1", 0);

  it("is what the bot said first, not what a customer's metadata calls one", () => {
    expect(isGreeting(greeting)).toBe(true);
    expect(isGreeting({ ...greeting, authorType: "user" })).toBe(false);
    expect(isGreeting({ ...greeting, metadata: {} })).toBe(false);
  });
});
