/** What holds of a conversation after every command, whatever was done. */
import { expect } from "vitest";
import type { ConversationPort } from "../../../src/conversations/index.ts";
import { unpack, type LogRow, type StoredMessage } from "../../../src/transcript/index.ts";
import { open, owner, value } from "./conversation.ts";
import type { Said, WalkModel } from "./walk-model.ts";
import type { Walk } from "./walk.ts";
import { keysOfEffects } from "./worker.ts";

/** The object as the model says: its log, its tree, its branch, where it stands. A released one is compared in Postgres. */
export async function compareWithModel(walk: Walk): Promise<void> {
  if (walk.released) return;
  const { port, model } = walk;
  const { address } = walk.conversation;
  const { rows, stored } = walk;
  // Nothing that is asked here changes anything: all is asked at once.
  const [page, record, path, attached] = await Promise.all([
    value(port.exportRows(address, owner, rows.at(-1)?.seq ?? 0)),
    value(port.read(address, owner)),
    readPath(port, walk, 3 + (rows.length % 40)),
    // Where one runs by the model, its model call is waited for.
    model.running ? null : value(port.attach(address, owner, null)),
  ]);
  expect(page.nextAfterSeq).toBeNull();
  takeIn(walk, page.rows);
  const seqs = stored.map(({ seq }) => seq);
  const position = model.running?.position ?? model.position;
  expect(record).toMatchObject({
    state: position.state,
    handler: model.handler,
    epoch: model.epoch,
    headSeq: seqs[model.head] ?? 0,
    lastMessageId: walk.ids[model.head] ?? null,
    branches: branchesOf(model, seqs),
  });
  if (!model.running) expect(record.lastSeq, "the last place").toBe(rows.at(-1)?.seq ?? 0);
  expect(path, "the branch").toEqual(model.path.map((place) => walk.ids[place]));
  expect(attached, "a turn that runs on").toBeNull();
  const mine = keysOfEffects.filter(({ conversationId }) => conversationId === address.conversationId).map(({ key }) => key);
  expect(mine.length, "effects, each once").toBe(new Set(mine).size);
}

/** Rows that are new since the last look, or all since the object woke, are what the model has said since then. */
function takeIn(walk: Walk, rows: readonly LogRow[]): void {
  const { stored, model } = walk;
  expect(gapsIn(rows, walk.rows.at(-1)?.seq ?? 0), "places").toEqual([]);
  walk.rows.push(...rows);
  const known = stored.length;
  for (const { message, previousSeq } of rows) {
    if (!message) continue;
    stored.push(message);
    expect(idAt(stored, previousSeq), "the place of the one before").toBe(message.previousMessageId);
  }
  walk.ids = stored.map(({ id }) => id);
  expect(stored.slice(known).map(told), "messages").toEqual(model.messages.slice(known).map((said) => expected(said, walk.ids)));
}

/** A fork at this message, or at the head, holds its branch and nothing else. */
export async function compareFork(walk: Walk, place: number): Promise<void> {
  const atMessageId = walk.ids[place] ?? null;
  const { address: origin } = walk.conversation;
  const { address, port } = open();
  const forked = await value(port.fork(address, owner, { conversationId: origin.conversationId, atMessageId }));
  const path: string[] = [];
  const { model } = walk;
  for (let at = atMessageId === null ? model.head : place; at >= 0; at = model.messages[at]?.after ?? -1) path.unshift(walk.ids[at] ?? "");
  const { rows } = await value(port.exportRows(address, owner, 0));
  expect(rows.flatMap(({ message }) => message?.id ?? [])).toEqual(path);
  expect(gapsIn(rows, 0)).toEqual([]);
  expect(forked).toMatchObject({ handler: "bot", effects: "fenced", lastSeq: rows.at(-1)?.seq ?? 0, lastMessageId: path.at(-1) ?? null });
  await port.erase(address);
}

async function readPath(port: ConversationPort, { conversation }: Walk, limit: number): Promise<string[]> {
  const ids: string[] = [];
  for (let beforeSeq: number | null | undefined; beforeSeq !== null;) {
    const page = await value(port.messages(conversation.address, owner, { beforeSeq: beforeSeq ?? null, limit }));
    ids.unshift(...page.messages.map(({ id }) => id).toReversed());
    beforeSeq = page.nextBeforeSeq;
  }
  return ids;
}

/** Places that are taken twice, or by nobody. Of an answer whose stream is not kept, only its events have places that are known. */
function gapsIn(rows: readonly LogRow[], after: number): string[] {
  const wrong: string[] = [];
  let last = after;
  for (const row of rows) {
    const known = row.events.map(({ seq }) => seq);
    if (known.some((seq) => seq <= last || seq > row.seq)) wrong.push(`an event of ${row.seq} lies outside of it`);
    const isAnswer = row.turn !== null && row.message?.authorType === "assistant";
    const own = isAnswer ? row.seq - (row.stream === null ? row.seq - last : unpack(row.stream, 0).length) : last;
    if (isAnswer ? own !== last : new Set([...known, row.seq]).size !== row.seq - last) wrong.push(`${last} is followed by ${row.seq}`);
    last = row.seq;
  }
  return wrong;
}

const told = ({ authorType, content, previousMessageId, metadata }: StoredMessage) => ({
  author: authorType,
  content,
  after: previousMessageId,
  status: metadata["status"] ?? null,
});

const expected = ({ author, content, after, status }: Said, ids: readonly string[]) => ({
  author,
  content,
  after: ids[after] ?? null,
  status,
});

const idAt = (stored: readonly StoredMessage[], seq: number): string | null => stored.find((message) => message.seq === seq)?.id ?? null;

/** The places of the messages that stand beside each other, by the place of what they follow. */
function branchesOf({ messages }: WalkModel, seqs: readonly number[]): Record<string, number[]> {
  const after = new Map<number, number[]>();
  for (const [place, said] of messages.entries()) {
    const besides = after.get(said.after) ?? [];
    after.set(said.after, [...besides, seqs[place] ?? 0]);
  }
  const several = [...after].filter(([, besides]) => besides.length > 1);
  return Object.fromEntries(several.map(([place, besides]) => [String(seqs[place] ?? 0), besides]));
}
