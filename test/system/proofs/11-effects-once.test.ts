/**
 * An effect happens at most once.
 *
 * Customers order by the front door, the model calls the web hook, and the runtime dies by `kill -9` between the shop's having the order
 * and the ledger's knowing of it: before the shop has answered, or right after. The turn is taken up; the customer asks for the answer
 * again, and once more when the shop knows; others press stop in mid-effect. The shop takes every request for another order, and so would
 * hold two where two came. What a customer is told is true: the order's own number, or that nobody is sure.
 */
import { setTimeout as pause } from "node:timers/promises";
import { expect } from "vitest";
import { inParallel } from "../../../src/platform/in-parallel.ts";
import { api, eventually, query } from "../../support/client.ts";
import { startEffectShop, type Conduct, type EffectShop } from "../../support/effect-shop.ts";
import { insist } from "../../support/insistent-client.ts";
import { readMessages, type WireMessage } from "../../support/ledger-client.ts";
import { proof, type Proof } from "../../support/prove.ts";
import { startProvingStack, type ProvingStack } from "../../support/proving-stack.ts";

const answers = ["held", "lost", "at once"] as const;
const inquiries = ["outcome", "outcome", "silence", "404"] as const;

/** A customer who has looked at laptops and orders one. */
interface Order {
  id: string;
  messageId: string;
  conduct: Conduct;
}

interface Ground {
  stack: ProvingStack;
  shop: EffectShop;
}

/** What was told of orders, by what it says. */
type Told = "its number" | "not sure" | "not done" | "nothing";

/** What was told first, and how often somebody asked in vain who could have been told. */
interface Outcome {
  first: Told;
  late: number;
}

/** How often a customer asks again who is told that nobody is sure. */
const mostLate = 3;
/** Stacks that are killed side by side: most of a kill's time is waited, for a shop that says nothing and for a runtime that comes back. */
const lanesInFull = 3;

proof(11, "An effect happens at most once, and what is told of it is true", async (run) => {
  const { size, random, figures } = run;
  const grounds = await Promise.all(Array.from({ length: size({ ci: 1, full: lanesInFull }) }, startGround));
  const kills = Array.from({ length: size({ ci: 3, full: 200 }) }, (_, kill) => ({ kill, random: random.fork() }));
  const stops = size({ ci: 4, full: 100 });
  const broken: string[] = [];
  const told: Outcome[] = [];
  figures["kills"] = 0;
  const killAll = async (ground: Ground) => {
    for (let next = kills.shift(); next !== undefined; next = kills.shift()) {
      told.push(...(await killInMidEffect(ground, { ...run, random: next.random }, next.kill, broken)));
      figures["kills"] = Number(figures["kills"]) + 1;
    }
  };
  try {
    const [first] = grounds;
    for (const { stack, shop } of grounds)
      // This shop does not sort out doubles, so nothing may be sent to it twice.
      await query(stack, "UPDATE actions SET url = $1, idempotent = false WHERE tenant_id = 'demo' AND name = 'checkout'", [shop.url]);
    await Promise.all(grounds.map(killAll));
    if (first) await stopInMidEffect(first, run, stops, broken);
  } finally {
    await Promise.all(grounds.map(({ stop }) => stop()));
  }
  figures["orders in whose midst the runtime died"] = told.length;
  figures["… told their number once taken up"] = told.filter(({ first }) => first === "its number").length;
  figures["… told that nobody is sure"] = told.filter(({ first }) => first === "not sure").length;
  figures["… told that it was not done"] = told.filter(({ first }) => first === "not done").length;
  figures["… asked once more because an answer came too late"] = told.reduce((sum, { late }) => sum + late, 0);
  figures["orders in whose midst was stopped"] = stops;
  const effects = grounds.flatMap(({ shop }) => shop.effects);
  const most = (kind: "key" | "conversationId") =>
    Math.max(...[...Map.groupBy(effects, (effect) => effect[kind]).values()].map((alike) => alike.length));
  figures["effects"] = effects.length;
  figures["requests that came to the shop"] = grounds.flatMap(({ shop }) => [...shop.requests.values()]).reduce((sum, one) => sum + one, 0);
  figures["at most, of one key"] = most("key");
  figures["at most, of one customer who ordered once"] = most("conversationId");
  figures["customers told what is not so"] = broken.length;
  expect(broken).toEqual([]);
  expect(told).toHaveLength(figures["kills"] * answers.length);
  expect(figures["at most, of one key"]).toBe(1);
  expect(figures["at most, of one customer who ordered once"]).toBe(1);
});

/** A shop, and a stack that orders there. */
async function startGround(): Promise<Ground & { stop(): Promise<void> }> {
  const shop = await startEffectShop();
  const stack = await startProvingStack({ OFFLINE_TOKEN_DELAY_MS: "0" });
  return { stack, shop, stop: () => stack.stop().then(shop.stop) };
}

/** Several customers order at once, one of each kind; gives what each was told once their turns were taken up. */
async function killInMidEffect({ stack, shop }: Ground, { seed, random }: Proof, kill: number, broken: string[]): Promise<Outcome[]> {
  const orders = answers.map((answer, n): Order => {
    const id = `effect-${seed}-${kill}-${n}`;
    return { id, messageId: `${id}-order`, conduct: { answer, inquiry: random.pick(inquiries) } };
  });
  const begun = await inParallel(orders, orders.length, async (order) => {
    await lookAround(stack.url, order.id);
    const expected = shop.conduct(order.id, order.conduct);
    // Its answer is read once the turn was taken up.
    say(stack.url, order).catch(() => undefined);
    await expected.arrived;
    if (order.conduct.answer === "at once") await expected.answered;
    return order;
  });
  // Some die right behind the answer, some when the ledger may know of it.
  await pause(random.pick([0, 0, 5, 30]));
  await stack.restartRuntime("SIGKILL");
  shop.letGo();
  const told = await inParallel(begun, begun.length, (order) => afterwards({ stack, shop }, order, broken));
  shop.letGo();
  return told;
}

/** The turn that was taken up; then the customer tries again, now and when the shop knows. */
async function afterwards({ stack, shop }: Ground, order: Order, broken: string[]): Promise<Outcome> {
  const first = tellsOf(await answerTo(stack.url, order, 1), order, shop, broken);
  await regenerate(stack.url, order, 2);
  tellsOf(await answerTo(stack.url, order, 2), order, shop, broken);
  shop.conduct(order.id, { answer: "at once", inquiry: "outcome" });
  return { first, late: await untilCertain({ stack, shop }, order, 3, broken) };
}

/**
 * Once the other side can be asked, nothing stays uncertain: the customer asks until told. Gives how often that was in vain: the answer
 * to a question takes longer than its patience only where the machine stands still.
 */
async function untilCertain({ stack, shop }: Ground, order: Order, attempt: number, broken: string[]): Promise<number> {
  for (let late = 0; ; late++) {
    await regenerate(stack.url, order, attempt + late);
    const last = tellsOf(await answerTo(stack.url, order, attempt + late), order, shop, broken);
    if (last === "its number") return late;
    if (last === "not sure" && late < mostLate) continue;
    broken.push(`${order.id} (${describe(order)}) is told "${last}" in the end.`);
    return late;
  }
}

async function stopInMidEffect({ stack, shop }: Ground, { seed, random }: Proof, stops: number, broken: string[]): Promise<void> {
  const orders = Array.from({ length: stops }, (_, n): Order => {
    const id = `stopped-${seed}-${n}`;
    return { id, messageId: `${id}-order`, conduct: { answer: random.pick(["held", "lost"]), inquiry: random.pick(inquiries) } };
  });
  await inParallel(orders, 4, async (order) => {
    await lookAround(stack.url, order.id);
    const expected = shop.conduct(order.id, order.conduct);
    const saying = say(stack.url, order);
    await expected.arrived;
    const { body } = await api(stack.url)("POST", `/v1/conversations/${order.id}/stop`);
    if (body.stopped !== true) broken.push(`${order.id} could not be stopped in mid-effect.`);
    await saying;
    const [answer] = await answersTo(stack.url, order);
    if (answer?.metadata["status"] !== "stopped") broken.push(`${order.id} ends as ${answer?.metadata["status"]} behind a stop.`);
    shop.conduct(order.id, { answer: "at once", inquiry: "outcome" });
    await untilCertain({ stack, shop }, order, 2, broken);
  });
}

const describe = ({ conduct: { answer, inquiry } }: Order): string => `answered ${answer}, asked: ${inquiry}`;

async function lookAround(url: string, id: string): Promise<void> {
  const call = api(url);
  await call("POST", "/v1/conversations", { conversation_id: id, user_id: id });
  const { body } = await call("POST", `/v1/conversations/${id}/messages`, { text: "Cho tôi xem laptop" });
  expect(body.state).toBe("browsing");
}

const say = (url: string, { id, messageId }: Order) =>
  api(url)("POST", `/v1/conversations/${id}/messages`, { id: messageId, text: "Mua cái đầu" });

/** The next answer to the same message, asked for by a name until it is there: a runtime that restarts once more changes nothing. */
async function regenerate(url: string, { id, messageId }: Order, attempt: number): Promise<void> {
  const path = `/v1/conversations/${id}/regenerate`;
  const { status, text } = await insist(url, { method: "POST", path, key: `${messageId}-${attempt}`, body: { message_id: messageId } });
  expect(status, text).toBe(200);
}

/** What the customer sees on the branch that is talked on: the answer of so manieth attempt. */
async function answerTo(url: string, order: Order, attempt: number): Promise<WireMessage> {
  return eventually(async () => {
    const answer = (await answersTo(url, order))[0];
    return answer !== undefined && (attempt === 1 || answer.metadata["supersedes"] !== undefined) ? answer : null;
  });
}

async function answersTo(url: string, { id, messageId }: Order): Promise<WireMessage[]> {
  return (await readMessages(url, id)).filter(({ previous_message_id: to }) => to === messageId);
}

/** What the answer says of the order; `broken` where the shop's book says otherwise. */
function tellsOf(answer: WireMessage, order: Order, shop: EffectShop, broken: string[]): Told {
  const wrong = (what: string) => broken.push(`${order.id} (${describe(order)}) ${what}: ${answer.content}`);
  const done = shop.effects.filter(({ conversationId }) => conversationId === order.id);
  const number = /DH-\d+/.exec(answer.content)?.[0];
  if (answer.metadata["status"] !== "complete") wrong(`ended as ${answer.metadata["status"]}`);
  if (number !== undefined) {
    if (!done.some(({ reference }) => reference === number)) wrong("is told a number that is not in the book");
    return "its number";
  }
  if (/chưa chắc/.test(answer.content)) return "not sure";
  if (/chưa được thực hiện|chưa thực hiện/.test(answer.content)) {
    if (done.length > 0) wrong("is told that it was not done, and it was");
    return "not done";
  }
  wrong("is told nothing of the order");
  return "nothing";
}
