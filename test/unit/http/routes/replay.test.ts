import { beforeEach, describe, expect, test } from "vitest";
import { signVisitorToken } from "../../../../src/access/visitor-token.ts";
import { EdgewiseError } from "../../../../src/platform/errors.ts";
import { parseExport, replayConversation, type ExportedConversation, type PlayPorts } from "../../../../src/replay/index.ts";
import { callApp, testPorts, type Call, type TestPorts } from "../../../support/app-ports.ts";
import { calls, callStep, streamed, wordStep } from "../../../support/model-parts.ts";
import { RecordedConversation } from "../../../support/recorded-conversation.ts";
import { describe as describeTools, smallSaying, step, tool } from "../../../support/replay-script.ts";

const search = tool("search_offerings", async () => ({ output: { count: 2 }, newState: "browsing" }));
const shop = { tools: new Map([["search_offerings", search]]), describeTools };

async function recorded(recording = true): Promise<ExportedConversation> {
  const conversation = new RecordedConversation({ recording });
  const steps = [step(...callStep(calls("search_offerings"))), step(...wordStep("Có hai cái."))];
  await conversation.say("Cho tôi xem laptop", { steps, tools: [search] });
  await conversation.say("Cảm ơn", { steps: [step(...wordStep("Dạ."))] });
  return conversation.export();
}

/** Ports on which the conversation `c` is the exported one, a row a page. */
function portsWith(exported: ExportedConversation): TestPorts {
  const ports = testPorts();
  const { conversation, rows } = exported;
  ports.conversations = (address) => ({
    ...ports.fake.find(address),
    async exportRows({ conversationId }, _actor, afterSeq) {
      if (conversationId !== "c") return { ok: false, error: new EdgewiseError("not_found", "There is no such conversation.").toData() };
      const [row, next] = rows.filter(({ seq }) => seq > afterSeq);
      return { ok: true, value: { conversation, rows: row ? [row] : [], nextAfterSeq: row && next ? row.seq : null } };
    },
  });
  ports.play = (model): PlayPorts => {
    if (model === "nobody:knows") throw new EdgewiseError("unavailable", "GENERATE_MODEL names the unknown provider.");
    return {
      ...shop,
      clock: ports.clock,
      openModel: () => streamed(wordStep("Có ba cái.")),
      smallModel: () => smallSaying("Tạm biệt!"),
      modelPrice: null,
      modelSilenceMs: 60_000,
    };
  };
  return ports;
}

let exported: ExportedConversation;
let call: Call;
let ports: TestPorts;
beforeEach(async () => {
  exported = await recorded();
  ports = portsWith(exported);
  call = callApp(ports);
});

const replay = (json: object, id = "c") => call(`/v1/conversations/${id}/replay`, { as: "demo", json });

describe("an export", () => {
  test("is one document, whole, that runs again as it is", async () => {
    const response = await call("/v1/conversations/c/export", { as: "demo" });
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("application/json");
    const document = parseExport(await response.json());
    expect(document.rows).toEqual(exported.rows);
    expect(await replayConversation(document, shop)).toMatchObject({ identical: true, replayed: 2 });
  });

  test("is an owner's", async () => {
    const { token } = await signVisitorToken(ports, { tenantId: "demo", userId: "u", botId: "bot_demo" });
    for (const [path, method] of [
      ["export", "GET"],
      ["replay", "POST"],
    ] as const) {
      expect((await call(`/v1/conversations/c/${path}`, { method, as: token, ...(method === "POST" ? { json: {} } : {}) })).status).toBe(
        403,
      );
      expect(
        (await call(`/v1/conversations/none/${path}`, { method, as: "demo", ...(method === "POST" ? { json: {} } : {}) })).status,
      ).toBe(404);
    }
  });
});

describe("a replay", () => {
  test("without a change says whether the same chain came out", async () => {
    const response = await replay({});
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      verification: {
        identical: true,
        hash: exported.rows.at(-1)?.hash,
        rows: 5,
        replayed: 2,
        taken: [],
        first: null,
        divergences: [],
      },
      comparison: null,
    });
  });

  test("with a change sets the answers side by side", async () => {
    const response = await replay({ instructions: "You boast." });
    expect(response.status).toBe(200);
    const { verification, comparison } = (await response.json()) as { verification: unknown; comparison: { turns: unknown[] } };
    expect(verification).toBeNull();
    expect(comparison).toMatchObject({ different: 2, total: { replayed: { cost_usd: null } } });
    expect(comparison.turns[0]).toMatchObject({
      question: "Cho tôi xem laptop",
      recorded: { text: "Có hai cái.", refused_states: [], usage: { input_tokens: 20 } },
      replayed: { text: "Có ba cái.", tools: [] },
      words: [{ same: "Có " }, { removed: "hai " }, { added: "ba " }, { same: "cái." }],
      same: false,
    });
  });

  test.each([
    ["a model that is none", { model: "gemini" }, 400],
    ["a model that cannot be reached", { model: "nobody:knows" }, 422],
    ["a flow that is none", { flow: { name: "x" } }, 400],
  ])("is refused with %s", async (_, body, status) => {
    const response = await replay(body);
    expect(response.status).toBe(status);
    expect(response.headers.get("content-type")).toContain("problem+json");
  });

  test.each([{}, { instructions: "Other." }])("is refused where nothing was recorded, and says what to do: %j", async (body) => {
    call = callApp(portsWith(await recorded(false)));
    const response = await replay(body);
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ detail: expect.stringContaining("Turn on the bot's recording") });
  });
});
