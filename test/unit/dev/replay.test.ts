import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { RecordedConversation } from "../../support/recorded-conversation.ts";
import { step } from "../../support/replay-script.ts";
import { wordStep } from "../../support/model-parts.ts";

const folder = mkdtempSync(join(tmpdir(), "edgewise-replay-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function replay(...words: string[]): Promise<{ code: number; text: string }> {
  const environment = { ...process.env, OFFLINE_TOKEN_DELAY_MS: "0", GENERATE_MODEL: "offline:shop", SMALL_GENERATE_MODEL: "offline:shop" };
  return new Promise((resolve) => {
    execFile(process.execPath, ["dev/replay.ts", ...words], { env: environment }, (error, out, errors) =>
      resolve({ code: error ? Number(error.code) : 0, text: out + errors }),
    );
  });
}

async function exported(change: (text: string) => string = (text) => text): Promise<string> {
  const conversation = new RecordedConversation();
  await conversation.say("Xin chào shop", { steps: [step(...wordStep("Dạ, em đây ạ."))] });
  const file = join(folder, `${Math.random()}.json`);
  writeFileSync(file, change(JSON.stringify(await conversation.export())));
  return file;
}

test("a conversation from a file runs again, and what was changed in it is told", { timeout: 30_000 }, async () => {
  const changed = await exported((text) => text.replaceAll('"content":"Dạ, em đây ạ."', '"content":"Dạ."'));
  const { code, text } = await replay(await exported(), changed);
  expect(code).toBe(1);
  expect(text).toMatch(/^✓ c: identical, 3 rows, 1 turns run again/);
  expect(text).toContain('message.content\n      recorded "Dạ."\n      replayed "Dạ, em đây ạ."');
});

test("a change is played, and shown beside what was", { timeout: 30_000 }, async () => {
  const instructions = join(folder, "instructions.md");
  writeFileSync(instructions, "You are brief.");
  const { code, text } = await replay(await exported(), "--instructions", instructions);
  expect(text).toContain("1. Xin chào shop");
  expect(text).toMatch(/words {3}.*\[-.*-\]/);
  expect(code).toBe(0);
});

test("what cannot be replayed is refused in a sentence", { timeout: 30_000 }, async () => {
  expect(await replay(await exported(() => "{}"))).toMatchObject({ code: 1, text: expect.stringMatching(/^✗ This is no export/) });
});
