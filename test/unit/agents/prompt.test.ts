import type { LanguageModelV4Prompt } from "@ai-sdk/provider";
import { convertToModelMessages, type UIMessage } from "ai";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { buildPrompt } from "../../../src/agents/index.ts";
import { assemble, closingChunks, newAssembly } from "../../../src/transcript/assemble.ts";
import type { AuthorType, MessagePart, StoredMessage } from "../../../src/transcript/records.ts";
import { chunkStreams } from "../../support/chunk-streams.ts";
import { asJson } from "../../support/sdk-message.ts";

const message = (authorType: AuthorType, parts: MessagePart[], content = ""): StoredMessage => ({
  seq: 1,
  id: "m",
  previousMessageId: null,
  authorType,
  content,
  parts,
  metadata: {},
  turnId: null,
  createdAt: 0,
  updatedAt: 0,
});
const asked = (text: string) => message("user", [{ type: "text", text }], text);

const signature = { google: { thoughtSignature: "abc" } };

/** What the SDK sends for the same messages; only unfinished calls are left out, as we do. */
async function sdkPrompt(messages: StoredMessage[]): Promise<unknown> {
  const own = messages.map(({ id, authorType, parts }) => ({ id, role: authorType, parts }));
  return comparable(await convertToModelMessages(asJson<UIMessage[]>(own), { ignoreIncompleteToolCalls: true }));
}

/**
 * Both sides without what differs by design: words that are empty and unsigned (the SDK drops such text later, such thoughts are of no
 * use), arguments that are no object (the SDK sends `{}` for them within a turn), files, and messages that are empty then; what the
 * customer said in a row is one message.
 */
function comparable(messages: readonly { role: string; content: unknown }[]): unknown {
  const own = asJson<{ role: string; content: string | Record<string, unknown>[] }[]>(messages);
  const sent = own.flatMap((one) => {
    if (typeof one.content === "string") return [one];
    const content = one.content
      .filter((part) => part["type"] !== "file" && !(part["text"] === "" && !part["providerOptions"]))
      .map((part) => (part["type"] === "tool-call" && typeof part["input"] !== "object" ? { ...part, input: {} } : part));
    return content.length === 0 ? [] : [{ ...one, content }];
  });
  return sent.reduce<typeof sent>((joined, one) => {
    const last = joined.at(-1);
    if (one.role !== "user" || last?.role !== "user") return [...joined, one];
    return [...joined.slice(0, -1), { ...last, content: [...last.content, ...one.content] as typeof one.content }];
  }, []);
}

const built = (history: StoredMessage[], current: MessagePart[] = []): LanguageModelV4Prompt => buildPrompt("SYSTEM", history, current);

describe("the prompt", () => {
  it("is the SDK's own for any stored answer, signatures and all", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(chunkStreams, { minLength: 1, maxLength: 3 }), async (answers) => {
        const history = answers.flatMap((chunks, index) => {
          const assembly = newAssembly();
          for (const chunk of chunks) assemble(assembly, chunk);
          return [asked(`question ${index}`), message("assistant", assembly.parts)];
        });
        const [system, ...rest] = built(history);
        expect(system).toEqual({ role: "system", content: "SYSTEM" });
        expect(comparable(rest)).toEqual(await sdkPrompt(history));
      }),
      { seed: 20261120, numRuns: 200 },
    );
  });

  it("is the SDK's own for an answer that was cut anywhere", async () => {
    await fc.assert(
      fc.asyncProperty(chunkStreams, fc.nat(), async (whole, at) => {
        const assembly = newAssembly();
        for (const chunk of whole.slice(0, 1 + (at % whole.length))) assemble(assembly, chunk);
        for (const chunk of closingChunks(assembly, "cut")) assemble(assembly, chunk);
        const history = [asked("?"), message("assistant", assembly.parts)];
        expect(comparable(built(history).slice(1))).toEqual(await sdkPrompt(history));
      }),
      { seed: 20261120, numRuns: 200 },
    );
  });

  it("says the same of the running turn as of the stored answer", () => {
    fc.assert(
      fc.property(chunkStreams, (chunks) => {
        const { parts } = chunks.reduce((assembly, chunk) => (assemble(assembly, chunk), assembly), newAssembly());
        expect(built([asked("?")], parts)).toEqual(built([asked("?"), message("assistant", parts)]));
      }),
      { seed: 20261120, numRuns: 100 },
    );
  });

  it("leaves out calls that have no result yet", () => {
    const parts: MessagePart[] = [
      { type: "step-start" },
      { type: "text", text: "Để mình xem.", state: "done" },
      { type: "tool-search_offerings", toolCallId: "a", state: "input-streaming" },
      { type: "tool-search_offerings", toolCallId: "b", state: "input-available", input: {} },
    ];
    expect(built([], parts).slice(1)).toEqual([{ role: "assistant", content: [{ type: "text", text: "Để mình xem." }] }]);
  });

  it("sends Gemini's signatures back where they came from, even on an empty text", () => {
    const parts: MessagePart[] = [
      { type: "step-start" },
      { type: "reasoning", id: "0", text: "hmm", state: "done", providerMetadata: signature },
      { type: "text", text: "", state: "done", providerMetadata: signature },
      { type: "text", text: "", state: "done" },
      { type: "tool-a", toolCallId: "a", state: "output-available", input: {}, output: null, callProviderMetadata: signature },
    ];
    expect(built([], parts).slice(1)).toEqual([
      {
        role: "assistant",
        content: [
          { type: "reasoning", text: "hmm", providerOptions: signature },
          { type: "text", text: "", providerOptions: signature },
          { type: "tool-call", toolCallId: "a", toolName: "a", input: {}, providerOptions: signature },
        ],
      },
      {
        role: "tool",
        content: [
          { type: "tool-result", toolCallId: "a", toolName: "a", output: { type: "json", value: null }, providerOptions: signature },
        ],
      },
    ]);
  });

  it.each([["{oops"], [7], [null], [["a"]]])(
    "sends arguments that were no object (%j) as none: providers would refuse the rest too",
    (input) => {
      const parts: MessagePart[] = [{ type: "tool-a", toolCallId: "a", state: "output-error", input, errorText: "Invalid input" }];
      const output = { type: "error-text", value: "Invalid input" };
      expect(built([], parts).slice(1)).toEqual([
        { role: "assistant", content: [{ type: "tool-call", toolCallId: "a", toolName: "a", input: {} }] },
        { role: "tool", content: [{ type: "tool-result", toolCallId: "a", toolName: "a", output }] },
      ]);
    },
  );

  it("joins what the customer has said in a row: providers want turns to alternate", () => {
    const history = [asked("Laptop"), asked("Dưới 20 triệu"), asked("Có màu đỏ không?")];
    expect(built(history)).toEqual([
      { role: "system", content: "SYSTEM" },
      { role: "user", content: history.map(({ content: text }) => ({ type: "text", text })) },
    ]);
    expect(built([...history, message("assistant", [{ type: "text", text: "Có ạ." }]), asked("Mua")]).map(({ role }) => role)).toEqual([
      "system",
      "user",
      "assistant",
      "user",
    ]);
    expect(built(history), "the messages themselves stay as they are").toEqual(built(history));
  });

  it("lets the staff speak as the assistant, and leaves notes of the system out", () => {
    const history = [asked("Alo?"), message("staff", [], "Chào bạn, mình là Lan."), message("system", [], "handover")];
    expect(built(history).slice(1)).toEqual([
      { role: "user", content: [{ type: "text", text: "Alo?" }] },
      { role: "assistant", content: [{ type: "text", text: "Chào bạn, mình là Lan." }] },
    ]);
  });
});

describe("a result that is too large for a model", () => {
  const offerings = Array.from({ length: 500 }, (_, n) => ({ code: `LT-${n}`, text: "x".repeat(80) }));
  const output = { count: 500, offerings };
  const call: MessagePart = { type: "tool-search_offerings", toolCallId: "c", state: "output-available", input: {}, output };
  const toldOf = (prompt: LanguageModelV4Prompt) =>
    prompt.flatMap((one) => (one.role === "tool" ? one.content.flatMap((part) => (part.type === "tool-result" ? [part.output] : [])) : []));

  it("is told shorter, in the turn and in every later one alike, and stays whole where it is kept", () => {
    const [now] = toldOf(built([asked("laptop")], [call]));
    const [later] = toldOf(built([asked("laptop"), message("assistant", [structuredClone(call)]), asked("cái đầu")]));
    expect(now).toMatchObject({ type: "json", value: { count: 500, left_out: { fields: 0 } } });
    expect(JSON.stringify(now).length).toBeLessThan(24_100);
    expect(JSON.stringify(now).length).toBeGreaterThan(23_000);
    expect(later).toEqual(now);
    expect(call["output"]).toEqual({ count: 500, offerings });
  });
});
