import { describe, expect, it } from "vitest";
import { beginTurn, greetingMessage, isGreeting, openingRecord, rowOf, standingOf, withBranch } from "../../../src/conversations/begin.ts";
import type { SendInput, StartInput } from "../../../src/conversations/port.ts";
import { mergedTurn, newTurn, retryTurn } from "../../../src/conversations/turn-row.ts";
import type { TurnRow } from "../../../src/transcript/records.ts";
import { retailFlow } from "../../../src/lifecycle/index.ts";
import { countingIds, fakeBot } from "../../support/fake-turn.ts";

const bot = fakeBot({ flow: { ...retailFlow, initial: "browsing" } });
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
      flow: null,
      language: "en",
      state: "browsing",
      visited: ["browsing"],
      handler: "bot",
      shown: [],
      focus: null,
      kept: {},
      metadata: { campaign: "tet" },
      lastSeq: 1,
      // Postgres has not even heard of it.
      syncedSeq: -1,
      lastMessageId: "msg_1",
      headSeq: 1,
      branches: {},
      ratings: {},
      epoch: 0,
      stateBeforeHandover: null,
      generation: 0,
      rewinds: [],
      effects: "live",
      forkedFrom: null,
      startedAt: 1000,
      endedAt: null,
      updatedAt: 1000,
      // Nobody has spoken but the bot.
      silentSince: null,
      remindedAt: null,
      pausedFrom: null,
    });
  });

  it("has nothing in its log where nobody greets, and is behind in Postgres all the same", () => {
    expect(openingRecord(input, bot, "vi", null, 0)).toMatchObject({ lastSeq: 0, syncedSeq: -1, headSeq: 0, lastMessageId: null });
  });
});

const opened = openingRecord(input, bot, "vi", greetingMessage("Xin chào!", "msg_1", 1000), 1000);

const asking = (text: string, change: Partial<SendInput> = {}): SendInput => ({
  address: input.address,
  actor: input.actor,
  messageId: "mine",
  parts: [{ type: "text", text }],
  metadata: { page: "home" },
  trigger: "submit",
  requestId: null,
  edits: null,
  ...change,
});

describe("a question", () => {
  const record = { ...opened, endedAt: 1500, epoch: 4 };
  const row = newTurn(asking("Show me laptops"), countingIds(), 2000);
  const begun = beginTurn(record, row, 3000);

  it("takes the next place in the log when its turn begins, and keeps the time at which it came", () => {
    const message = {
      seq: 2,
      id: "mine",
      previousMessageId: "msg_1",
      authorType: "user",
      content: "Show me laptops",
      parts: [{ type: "text", text: "Show me laptops" }],
      metadata: { page: "home" },
      turnId: row.turnId,
      createdAt: 2000,
      updatedAt: 3000,
    };
    expect(begun.questions).toEqual([{ seq: 2, message, previousSeq: 1, events: [], turn: null, stream: null, recording: null }]);
  });

  it("moves the conversation on, in its language, and takes its end away", () => {
    const moved = { language: "en", lastSeq: 2, headSeq: 2, lastMessageId: "mine", endedAt: null, updatedAt: 3000, silentSince: 3000 };
    expect(begun.record).toEqual({ ...record, ...moved });
  });

  it("leaves a turn that runs in the epoch of its beginning, and knows where it stood", () => {
    const running = { status: "running", questions: [], from: standingOf(record), epoch: 4, begunAt: 3000, questionSeq: 2 };
    expect(begun.row).toEqual({ ...row, ...running });
  });

  it("that is short or ambiguous leaves the language as it is", () => {
    expect(beginTurn(record, newTurn(asking("ok"), countingIds(), 2000), 3000).record.language).toBe("vi");
  });
});

describe("questions that came while another turn ran", () => {
  it("follow each other in the order in which they came, each in its own place", () => {
    const ids = countingIds();
    const first = newTurn(asking("laptop"), ids, 2000);
    const both = mergedTurn(first, asking("và chuột", { messageId: "later" }), ids, 2500);
    const { questions, record, row } = beginTurn(opened, both, 3000);
    const places = questions.map(({ message, previousSeq, seq }) => [message?.id, message?.previousMessageId, previousSeq, seq]);
    expect(places).toEqual([
      ["mine", "msg_1", 1, 2],
      ["later", "mine", 2, 3],
    ]);
    expect(questions.map(({ message }) => message?.createdAt)).toEqual([2000, 2500]);
    expect(record).toMatchObject({ lastSeq: 3, headSeq: 3, lastMessageId: "later" });
    expect(row).toMatchObject({ messageId: "later", questionSeq: 3, questions: [] });
  });
});

describe("another attempt", () => {
  const first: TurnRow = {
    ...beginTurn(opened, newTurn(asking("laptop"), countingIds(), 2000), 3000).row,
    answerSeq: 9,
    status: "complete",
  };
  const answered = { ...opened, state: "viewing", lastSeq: 9, headSeq: 9, lastMessageId: first.answerId, epoch: 2, endedAt: 9 };
  const begun = beginTurn(answered, retryTurn(first, countingIds(), 10), 11);

  it("asks nothing new: the old question is the head again, and the log goes on behind it", () => {
    expect(begun.questions).toEqual([]);
    const head = { headSeq: 2, lastMessageId: "mine", endedAt: null, updatedAt: 11, silentSince: 11 };
    expect(begun.record).toEqual({ ...answered, ...head });
  });

  it("begins where the question was first asked, not where the answer has led", () => {
    expect(begun.row.from).toEqual(standingOf(opened));
    expect(begun.row).toMatchObject({ epoch: 2, questionSeq: 2, attempt: 2, supersedes: { id: first.answerId, seq: 9 } });
  });
});

describe("an edit", () => {
  it("stands beside the message that it edits: both follow the same one, and both are named", () => {
    const standing = standingOf(opened);
    const edited = { seq: 2, after: { id: "msg_1", seq: 1 }, from: standing };
    const row = newTurn(asking("điện thoại", { messageId: "second", edits: "mine" }), countingIds(), 20, edited);
    const { questions, record, row: running } = beginTurn({ ...opened, state: "viewing", lastSeq: 9, headSeq: 9 }, row, 21);
    expect(questions).toMatchObject([{ seq: 10, previousSeq: 1, message: { id: "second", previousMessageId: "msg_1" } }]);
    expect(record).toMatchObject({ lastSeq: 10, headSeq: 10, lastMessageId: "second", branches: { 1: [2, 10] } });
    expect(running.from).toEqual(standing);
  });
});

describe("branches", () => {
  it("name the message that stood alone along with the second one, and each further one once", () => {
    const two = withBranch({}, 1, 2, 10);
    expect(two).toEqual({ 1: [2, 10] });
    expect(withBranch(two, 1, 10, 20)).toEqual({ 1: [2, 10, 20] });
    expect(withBranch(two, 4, 5, 20)).toEqual({ 1: [2, 10], 4: [5, 20] });
    expect(two).toEqual({ 1: [2, 10] });
  });
});

describe("a message alone", () => {
  it("is a row that says what it follows, and nothing else", () => {
    const message = greetingMessage("Xin chào!", "msg_1", 0);
    expect(rowOf(message, 0)).toEqual({ seq: 1, message, previousSeq: 0, events: [], turn: null, stream: null, recording: null });
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
