import { describe, expect, it } from "vitest";
import { isAnswered, joinOlder, mergeNewest, threadOf, toChatMessage } from "../../../../../web/chat/conversation/thread.ts";
import { storedMessageSchema, type StoredMessageWire } from "../../../../../web/chat/wire/schemas.ts";

let second = 0;
const stored = (id: string, previous: string | null, author = "assistant"): StoredMessageWire => ({
  id,
  previous_message_id: previous,
  author_type: author,
  content: id,
  parts: [{ type: "text", text: id }],
  metadata: {},
  created_at: new Date(Date.UTC(2026, 10, 20, 10, 0, second++)).toISOString(),
});
const ids = (messages: { id: string }[]): string[] => messages.map((message) => message.id);

describe("threadOf", () => {
  it("is the path to the newest message, oldest first, in whichever order the page came", () => {
    const page = [stored("greeting", null), stored("q1", "greeting", "user"), stored("a1", "q1")];
    expect(ids(threadOf(page).messages)).toEqual(["greeting", "q1", "a1"]);
    expect(ids(threadOf(page.toReversed()).messages)).toEqual(["greeting", "q1", "a1"]);
  });

  it("goes by the links where the times are equal", () => {
    const created_at = "2026-11-20T10:00:00.000Z";
    const page = [stored("q1", null, "user"), stored("a1", "q1"), stored("q2", "a1", "user")].map((message) => ({
      ...message,
      created_at,
    }));
    expect(ids(threadOf(page).messages)).toEqual(["q1", "a1", "q2"]);
    expect(ids(threadOf(page.toReversed()).messages)).toEqual(["q1", "a1", "q2"]);
  });

  it("shows no message twice, even if links run in a circle", () => {
    expect(ids(threadOf([stored("a", "b"), stored("b", "a")], "b").messages)).toEqual(["a", "b"]);
  });

  it("leaves out an answer that was replaced", () => {
    const page = [stored("q1", null, "user"), stored("a1", "q1"), stored("a1-again", "q1")];
    expect(ids(threadOf(page).messages)).toEqual(["q1", "a1-again"]);
  });

  it("says where the next older page goes on, and takes it up there", () => {
    const older = [stored("q1", null, "user"), stored("a1", "q1"), stored("a1-again", "q1")];
    const { messages, continuesAt } = threadOf([stored("q2", "a1-again", "user"), stored("a2", "q2")]);
    expect(ids(messages)).toEqual(["q2", "a2"]);
    expect(continuesAt).toBe("a1-again");
    expect(ids(threadOf(older, continuesAt).messages)).toEqual(["q1", "a1-again"]);
  });

  it("has nothing to show of an empty page", () => {
    expect(threadOf([])).toEqual({ messages: [], continuesAt: null });
  });
});

describe("toChatMessage", () => {
  it("shows staff as an answer, and remembers that it was staff", () => {
    const message = toChatMessage(stored("s1", null, "staff"));
    expect(message.role).toBe("assistant");
    expect(message.metadata?.author).toBe("staff");
  });

  it("remembers how it was rated, and reads what it does not know as not rated", () => {
    expect(toChatMessage(storedMessageSchema.parse({ ...stored("a1", null), rating: "up" })).metadata?.rating).toBe("up");
    for (const rating of [undefined, null, "sideways"])
      expect(toChatMessage(storedMessageSchema.parse({ ...stored("a1", null), rating })).metadata?.rating).toBeNull();
  });

  it("falls back to the plain text of a message without parts", () => {
    const message = toChatMessage({ ...stored("m1", null), parts: [], content: "Chào bạn" });
    expect(message.parts).toEqual([{ type: "text", text: "Chào bạn" }]);
  });
});

describe("mergeNewest", () => {
  const thread = (...names: string[]) => names.map((name) => toChatMessage(stored(name, null)));

  it("keeps what is older than the server's page", () => {
    expect(ids(mergeNewest(thread("m1", "m2", "m3"), thread("m2", "m3", "m4")))).toEqual(["m1", "m2", "m3", "m4"]);
  });

  it("shows the page alone where the two do not meet", () => {
    expect(ids(mergeNewest(thread("m1"), thread("m8", "m9")))).toEqual(["m8", "m9"]);
  });
});

it("a thread that ends with the customer is unanswered", () => {
  const [greeting, question] = threadOf([stored("greeting", null), stored("q1", "greeting", "user")]).messages;
  expect(isAnswered([])).toBe(true);
  expect(isAnswered(greeting ? [greeting] : [])).toBe(true);
  expect(isAnswered(question ? [question] : [])).toBe(false);
});

describe("joinOlder", () => {
  const chat = (ids: string[], before: string | null = null) => ids.map((id, index) => toChatMessage(stored(id, ids[index - 1] ?? before)));

  it("puts the page before what it leads to", () => {
    expect(ids(joinOlder(chat(["m1", "m2"]), chat(["m3", "m4"], "m2")))).toEqual(["m1", "m2", "m3", "m4"]);
  });

  it("shows no message twice, where the page reaches into what is shown or comes again", () => {
    const whole = joinOlder(chat(["m1", "m2", "m3"]), chat(["m3", "m4"], "m2"));
    expect(ids(whole)).toEqual(["m1", "m2", "m3", "m4"]);
    expect(joinOlder(chat(["m1", "m2"]), whole)).toEqual(whole);
  });

  it("takes nothing of a branch that was left meanwhile", () => {
    const shown = chat(["b1", "b2"], "elsewhere");
    expect(joinOlder(chat(["a1", "a2"]), shown)).toEqual(shown);
  });
});
