/** What may be done to a conversation in a walk: each is done to the object and to the model. */
import { isToolAllowed, retailFlow } from "../../../src/lifecycle/index.ts";
import { owner, value } from "./conversation.ts";
import { untilSo } from "./gated-model.ts";
import { compareFork } from "./walk-checks.ts";
import { drainAndCompare } from "./walk-history.ts";
import type { Walk } from "./walk.ts";

const search: [tool: string, input: object, to: string | null] = ["search_offerings", { query: "x" }, "browsing"];
/** The last one is offered in no state. */
const toolCalls = [
  search,
  ["trigger_web_hook", { action: "order" }, "purchasing"],
  ["get_market_data", {}, null],
] satisfies (typeof search)[];

const hour = 3_600_000;

type Command = (walk: Walk, choice: number) => Promise<"not now" | void>;

const pick = <Item>(items: readonly Item[], choice: number): Item | undefined => items[choice % Math.max(1, items.length)];

export const commands: Readonly<Record<string, Command>> = {
  async start(walk) {
    await walk.both(walk.start(), "ok");
  },
  async send(walk) {
    const question = walk.question();
    const sent = walk.send(question);
    await walk.both(sent, walk.model.send(question));
  },
  async "send again"(walk, choice) {
    const question = pick(
      walk.known.filter(({ id }) => walk.model.turnOf(id)),
      choice,
    );
    if (!question) return "not now";
    await walk.both(walk.send(question), "ok");
  },
  async "send other words"(walk, choice) {
    const question = pick(
      walk.known.filter(({ id }) => walk.model.turnOf(id)),
      choice,
    );
    if (!question) return "not now";
    await walk.both(walk.send({ ...question, words: "something else" }), "conflict");
  },
  async "send under an id that is taken"(walk, choice) {
    const id = pick(
      walk.ids.filter((_, place) => walk.model.messages[place]?.author !== "user"),
      choice,
    );
    if (id === undefined) return "not now";
    await walk.both(walk.send({ id, words: "something else" }), "conflict");
  },
  async say(walk) {
    if (!walk.model.running) return "not now";
    const word = `${walk.words().replace("câu ", "w")} `;
    await walk.order(`"delta":"${word}"`, { kind: "say", word });
    walk.model.say(word);
  },
  async tool(walk, choice) {
    const turn = walk.model.running;
    if (!turn || turn.tools >= 3) return "not now";
    const [tool, input, to] = pick(toolCalls, choice) ?? search;
    const id = walk.words().replace("câu ", "call-");
    const calls = walk.gated.calls;
    const allowed = isToolAllowed(retailFlow, turn.position.state, tool);
    await walk.order(`"type":"tool-output-available","toolCallId":"${id}"`, { kind: "call", tool, input, id });
    await untilSo(() => walk.gated.calls > calls, "The model is not asked again behind a tool.");
    walk.model.callTool(allowed ? to : null, tool);
  },
  async finish(walk) {
    if (!walk.model.running) return "not now";
    await walk.endTurn("complete");
  },
  async fail(walk) {
    if (!walk.model.running) return "not now";
    await walk.endTurn("failed");
  },
  async stop(walk) {
    if (walk.released) return "not now";
    const ran = walk.model.running !== undefined;
    const { stopped } = await value(walk.port.stop(walk.conversation.address, owner));
    if (stopped !== ran) throw new Error(`Stop says ${stopped}.`);
    walk.model.settle("stopped");
  },
  attach: async (walk, choice) => (walk.released ? "not now" : walk.attach(choice)),
  cut: (walk, choice) => walk.cut(choice),
  async retry(walk, choice) {
    const id = pick([null, ...walk.known.map((one) => one.id)], choice) ?? null;
    await walk.both(walk.send({ id: "", words: "" }, { messageId: id, trigger: "retry" }), walk.model.retry(id));
  },
  async edit(walk, choice) {
    const edited = pick(walk.known, choice);
    if (!edited) return "not now";
    const question = walk.question();
    await walk.both(walk.send(question, { edits: edited.id }), walk.model.edit(question, edited.id));
  },
  async select(walk, choice) {
    const place = choice % Math.max(1, walk.model.messages.length);
    const id = walk.ids[place] ?? null;
    if (id === null) return "not now";
    await walk.both(walk.port.selectBranch(walk.conversation.address, owner, id), walk.model.select(place));
  },
  async "take over"(walk) {
    walk.model.takeOver();
    await walk.both(walk.port.takeOver(walk.conversation.address, owner, null), "ok");
  },
  async "give back"(walk) {
    walk.model.giveBack();
    await walk.both(walk.port.giveBack(walk.conversation.address, owner), "ok");
  },
  async "staff say"(walk, choice) {
    const again = walk.model.messages.filter(({ author }) => author === "staff");
    const said = choice % 4 === 0 ? pick(again, choice) : undefined;
    const id = said?.id ?? walk.words().replace("câu ", "s");
    const text = said?.content ?? `staff ${id}`;
    await walk.both(walk.port.staffSay(walk.conversation.address, owner, { id, text }), walk.model.staffSay(id, text));
  },
  async close(walk) {
    await walk.both(walk.port.close(walk.conversation.address, owner), walk.model.close());
  },
  async "be silent"(walk, choice) {
    // A turn would run out of its time.
    if (walk.model.running) return "not now";
    await walk.beSilent(choice % 3 === 0 ? 13 * hour : hour / 3);
  },
  async rate(walk, choice) {
    if (walk.model.running) return "not now";
    const id = pick(walk.ids, choice) ?? null;
    if (id === null) return "not now";
    await walk.both(walk.port.rate(walk.conversation.address, owner, { messageId: id, rating: "up", comment: null }), "ok");
  },
  fork: (walk, choice) => (walk.released ? Promise.resolve("not now" as const) : compareFork(walk, choice % (walk.ids.length + 1))),
  drain: (walk) => drainAndCompare(walk),
  async release(walk) {
    if (walk.model.running || walk.released) return "not now";
    await walk.fallAsleep();
  },
  kill: (walk) => walk.kill(),
  async evict(walk) {
    if (walk.model.running) return "not now";
    await walk.evict();
  },
};
