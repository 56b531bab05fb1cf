import { describe, expect, it } from "vitest";
import type { ModelPorts } from "../../../../src/models/providers/provider.ts";
import { createModels } from "../../../../src/models/registry.ts";
import { readAll, settingsWith, textOf, userSays } from "../../../support/model-servers/read.ts";

const named = { GENERATE_MODEL: "workers-ai:@cf/meta/llama-3.3-70b-instruct-fp8-fast" };
const events = ['data: {"response":"Dạ, "}\n\n', 'data: {"response":"có ạ."}\n\n', "data: [DONE]\n\n"].join("");

describe("Workers AI on the wire", () => {
  it("asks the account's REST API with the token, and streams its words", async () => {
    const seen: { url: string; authorization: string | null }[] = [];
    const settings = settingsWith({ ...named, CLOUDFLARE_ACCOUNT_ID: "account", WORKERS_AI_API_TOKEN: "token" });
    const model = createModels(settings, {
      fetch: async (input, init) => {
        seen.push({ url: String(input), authorization: new Headers(init?.headers).get("authorization") });
        return new Response(events, { headers: { "content-type": "text/event-stream" } });
      },
    }).byRole("generate");
    const parts = await readAll((await model.doStream({ prompt: userSays("Có laptop không?") })).stream);

    expect(textOf(parts)).toBe("Dạ, có ạ.");
    expect(seen).toEqual([
      {
        url: "https://api.cloudflare.com/client/v4/accounts/account/ai/run/@cf/meta/llama-3.3-70b-instruct-fp8-fast",
        authorization: "Bearer token",
      },
    ]);
  });

  it("prefers the Worker's binding, which needs neither account nor token", async () => {
    const run = async () => new Response(events).body;
    // The binding's type is Cloudflare's whole surface; the provider only runs models.
    const model = createModels(settingsWith(named), { workersAi: { run } as unknown as NonNullable<ModelPorts["workersAi"]> }).byRole(
      "generate",
    );
    const parts = await readAll((await model.doStream({ prompt: userSays("hi") })).stream);
    expect(textOf(parts)).toBe("Dạ, có ạ.");
  });
});
