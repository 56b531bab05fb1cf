import type { LanguageModelV4Prompt } from "@ai-sdk/provider";
import { describe, expect, it } from "vitest";
import { createShopModel } from "../../../../src/models/offline/model.ts";

const model = createShopModel({ delayMs: 0, sleep: async () => {} });
const note = { type: "text", text: "[Attached file, not shown: máy.png]" } as const;

async function answer(language: string, ...content: { type: "text"; text: string }[]): Promise<string> {
  const prompt: LanguageModelV4Prompt = [
    { role: "system", content: `Language: ${language}` },
    { role: "user", content },
  ];
  const result = await model.doGenerate({ prompt, tools: [] });
  return result.content.map((part) => (part.type === "text" ? part.text : "")).join("");
}

describe("the stand-in cannot look into files", () => {
  it("and says so when there is nothing else, in the customer's language", async () => {
    expect(await answer("vi", note)).toMatch(/chưa xem được nội dung bên trong.*bằng lời/);
    expect(await answer("en", note)).toMatch(/cannot look into files yet.*in words/);
  });

  it("and says so once before it answers the words", async () => {
    const words = { type: "text", text: "Hello!" } as const;
    const alone = await answer("en", words);
    expect(await answer("en", words, note)).toBe(
      `I cannot look into the file that you attached yet, so I am going by your words.\n\n${alone}`,
    );
    expect(alone).not.toMatch(/file/);
  });
});
