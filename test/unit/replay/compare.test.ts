import { describe, expect, it } from "vitest";
import { retailFlow } from "../../../src/lifecycle/index.ts";
import { compareConversation, type PlayPorts } from "../../../src/replay/index.ts";
import { calls, callStep, streamed, wordStep } from "../../support/model-parts.ts";
import { RecordedConversation } from "../../support/recorded-conversation.ts";
import { describe as describeTools, smallSaying, step, tool, type Script } from "../../support/replay-script.ts";

const search = tool("search_offerings", async () => ({ output: { count: 2 }, newState: "browsing", shown: ["A", "B"] }));
const talk: Script = {
  steps: [step(...callStep(calls("search_offerings", { query: "laptop" }))), step(...wordStep("Có ", "hai ", "cái ", "đẹp."))],
  tools: [search],
};

interface Playing extends PlayPorts {
  asked: string[];
}

/** Ports whose live model gives these steps, one for each call. */
function playing(...steps: Script["steps"]): Playing {
  const asked: string[] = [];
  let now = 1_800_000_000_000;
  return {
    asked,
    clock: { now: () => (now += 10) },
    tools: new Map([["search_offerings", tool("search_offerings", () => Promise.reject(new Error("A play runs no tool.")))]]),
    describeTools,
    openModel(options) {
      asked.push(JSON.stringify(options.prompt));
      return steps[asked.length - 1]?.(options) ?? streamed(wordStep("Nữa."));
    },
    smallModel: () => smallSaying("Hẹn gặp lại!"),
    modelPrice: { input: 1_000_000, output: 0, cached: 0 },
    modelSilenceMs: 60_000,
  };
}

async function recorded(): Promise<RecordedConversation> {
  const conversation = new RecordedConversation();
  await conversation.say("Cho tôi xem laptop", talk);
  await conversation.say("Cảm ơn", { steps: [step(...wordStep("Dạ."))] });
  return conversation;
}

describe("a conversation that is played again", () => {
  it("without a change asks no model and comes out the same", async () => {
    const ports = playing();
    const exported = await (await recorded()).export();
    const { turns, different } = await compareConversation(exported, {}, ports);
    expect(ports.asked).toEqual([]);
    expect(different).toBe(0);
    expect(turns.map(({ same, sources }) => ({ same, sources }))).toEqual([
      { same: true, sources: { model: { recorded: 2, live: 0 }, tools: { recorded: 1, dry_run: 0 } } },
      { same: true, sources: { model: { recorded: 1, live: 0 }, tools: { recorded: 0, dry_run: 0 } } },
    ]);
  });

  it("with other instructions asks the model anew, tools answer from the recording, and what it says is set beside", async () => {
    const again = step(...callStep(calls("search_offerings", ' { "query": "laptop" } ')));
    const ports = playing(again, step(...wordStep("Có ", "ba ", "cái ", "đẹp.")));
    const exported = await (await recorded()).export();
    const { turns, different, total } = await compareConversation(exported, { instructions: "You boast." }, ports);
    expect(ports.asked[0]).toContain("You boast.");
    expect(ports.asked[0]).not.toContain("You sell.");
    expect(turns[0]).toMatchObject({
      question: "Cho tôi xem laptop",
      recorded: { states: { before: "idle", after: "browsing" }, text: "Có hai cái đẹp." },
      replayed: {
        states: { before: "idle", after: "browsing" },
        text: "Có ba cái đẹp.",
        tools: [{ tool: "search_offerings", outcome: "called" }],
      },
      words: [{ same: "Có " }, { removed: "hai " }, { added: "ba " }, { same: "cái đẹp." }],
      sources: { model: { recorded: 0, live: 2 }, tools: { recorded: 1, dry_run: 0 } },
      same: false,
    });
    expect(different).toBe(2);
    expect(total.replayed.cost_usd).toBeGreaterThan(0);
  });

  it("with another model trusts no recorded word, also where the prompt is the same", async () => {
    const ports = playing();
    const exported = await (await recorded()).export();
    const { turns } = await compareConversation(exported, { model: "google:other" }, ports);
    expect(turns.map(({ sources }) => sources.model.recorded)).toEqual([0, 0]);
  });

  it("with another flow is gated by it, and told so", async () => {
    const { idle } = retailFlow.states;
    if (!idle) throw new Error("The flow has no idle.");
    const flow = { ...retailFlow, states: { ...retailFlow.states, idle: { ...idle, tools: [] } } };
    const ports = playing(talk.steps[0] ?? step());
    const { turns } = await compareConversation(await (await recorded()).export(), { flow }, ports);
    expect(turns[0]?.replayed).toMatchObject({
      states: { before: "idle", after: "idle" },
      tools: [{ tool: "search_offerings", outcome: "blocked" }],
    });
  });

  it("calls no tool that was not called so: it is a dry run", async () => {
    const ports = playing(step(...callStep(calls("search_offerings", { query: "phone" }))));
    const { turns } = await compareConversation(await (await recorded()).export(), { instructions: "Other." }, ports);
    expect(turns[0]?.sources.tools).toEqual({ recorded: 0, dry_run: 1 });
  });

  it("follows the branch that is talked on", async () => {
    const conversation = new RecordedConversation();
    await conversation.say("Cho tôi xem laptop", { ...talk, stops: 5 });
    await conversation.retry(talk);
    await conversation.edit("Cho tôi xem RAM", talk);
    await conversation.retry(talk);
    const { turns } = await compareConversation(await conversation.export(), {}, playing());
    expect(turns.map(({ question }) => question)).toEqual(["Cho tôi xem RAM"]);
  });
});

describe("what cannot be played says why", () => {
  it("nothing was recorded", async () => {
    const conversation = new RecordedConversation({ recording: false });
    await conversation.say("Cho tôi xem laptop", talk);
    await expect(compareConversation(await conversation.export(), {}, playing())).rejects.toMatchObject({
      code: "unprocessable",
      message: expect.stringContaining("Turn on the bot's recording"),
    });
  });

  it("it has too many turns", async () => {
    const limits = { turns: 1, milliseconds: 1000 };
    await expect(compareConversation(await (await recorded()).export(), {}, playing(), limits)).rejects.toMatchObject({
      code: "unprocessable",
      message: expect.stringContaining("2 turns"),
    });
  });

  it("it takes too long: a model that is silent does not hold it", async () => {
    const silent: Script["steps"][number] = async function* ({ abortSignal }) {
      await new Promise((_, reject) => abortSignal?.addEventListener("abort", () => reject(new Error("aborted"))));
      yield* wordStep("Never.");
    };
    const limits = { turns: 10, milliseconds: 20 };
    const played = compareConversation(await (await recorded()).export(), { model: "google:slow" }, playing(silent), limits);
    await expect(played).rejects.toMatchObject({ code: "unprocessable", message: expect.stringContaining("0 of 2 turns") });
  });
});
