/** A proof is worth what it notices: each way of breaking the promise is a difference. */
import { describe, expect, it } from "vitest";
import { askToCount, counted } from "../../support/faulty-model.ts";
import { newEntry, type WireMessage } from "../../support/ledger-client.ts";
import { findDifferences, type MessageRow } from "../../support/ledger.ts";

const text = askToCount(3, "a");
const answerText = counted(text).join("");

function story() {
  const entry = newEntry("c", "question", text);
  entry.acknowledged = true;
  Object.assign(entry.reading, { answerId: "answer", text: answerText, status: "complete" });
  const object: WireMessage[] = [
    { id: "question", previous_message_id: null, author_type: "user", content: text, metadata: {} },
    { id: "answer", previous_message_id: "question", author_type: "assistant", content: answerText, metadata: { status: "complete" } },
  ];
  const rows = (): MessageRow[] =>
    object.map((message, index) => ({
      seq: index + 1,
      id: message.id,
      previousMessageId: message.previous_message_id,
      authorType: message.author_type,
      content: message.content,
      status: message.metadata.status ?? null,
    }));
  return { entry, object, rows };
}

/** Changes what the object tells; Postgres tells the same. */
const broken: Record<string, (object: WireMessage[]) => void> = {
  "an acknowledged message is lost": (object) => void object.splice(0, 1),
  "an acknowledged message is doubled": (object) => void object.unshift(...object.slice(0, 1)),
  "an answer is lost": (object) => void object.splice(1, 1),
  "an answer is doubled": (object) => void object.push(...object.slice(1)),
  "an answer's end is missing": (object) => object[1] && (object[1].content = answerText.slice(0, -1)),
  "an answer has another id than the one that was streamed": (object) => object[1] && (object[1].id = "other"),
  "a question that nobody has asked": (object) =>
    void object.push({ id: "stranger", previous_message_id: null, author_type: "user", content: "", metadata: {} }),
};

describe("the ledger, the object and Postgres", () => {
  it("have no differences when they tell the same", () => {
    const { entry, object, rows } = story();
    expect(findDifferences([entry], object, rows())).toEqual([]);
  });

  it.each(Object.entries(broken))("differ when %s", (_, breakIt) => {
    const { entry, object, rows } = story();
    breakIt(object);
    expect(findDifferences([entry], object, rows())).not.toEqual([]);
  });

  it("differ when Postgres lacks a row, has one twice, or says something else", () => {
    const { entry, object, rows } = story();
    const [question, answer] = rows();
    if (!question || !answer) throw new Error("The story has two rows.");
    for (const kept of [[question], [question, answer, answer], [question, { ...answer, content: "" }]]) {
      expect(findDifferences([entry], object, kept)).toHaveLength(1);
    }
  });

  it("differ when what was read and what is stored agree, and the model has said something else", () => {
    const { entry, object, rows } = story();
    entry.reading.text = `${answerText} 4`;
    if (object[1]) object[1].content = entry.reading.text;
    expect(findDifferences([entry], object, rows())).toHaveLength(1);
  });
});
