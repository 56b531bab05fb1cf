import { describe, expect, it } from "vitest";
import { modelRoles, type ModelRole } from "../../../src/models/port.ts";
import { createModels, modelName } from "../../../src/models/registry.ts";
import type { Settings } from "../../../src/platform/settings.ts";
import { settingsWith } from "../../support/model-servers/read.ts";

type Given = Parameters<typeof settingsWith>[0];
const named = (given: Given, role: ModelRole = "generate") => modelName(settingsWith(given), role);

describe("the models by role", () => {
  it("are offline when the environment offers nothing", () => {
    expect(modelRoles.map((role) => named({}, role))).toEqual(Array.from(modelRoles, () => "offline:shop"));
    const model = createModels(settingsWith({})).byRole("generate");
    expect([model.specificationVersion, model.provider, model.modelId]).toEqual(["v4", "offline", "shop"]);
  });

  it("are Gemini's with a Google key, small ones for the small roles", () => {
    const given = { GOOGLE_GENERATIVE_AI_API_KEY: "key", OLLAMA_BASE_URL: "http://127.0.0.1:11434" };
    expect(modelRoles.map((role) => named(given, role))).toEqual([
      "google:gemini-3.5-flash-lite",
      "google:gemini-3.5-flash-lite",
      "google:gemini-3.8-flash",
      "google:gemini-3.8-flash",
    ]);
  });

  it("are seed 004's with Ollama alone", () => {
    const given = { OLLAMA_BASE_URL: "http://127.0.0.1:11434" };
    expect(modelRoles.map((role) => named(given, role))).toEqual([
      "ollama:phi4-mini",
      "ollama:phi4-mini-reasoning",
      "ollama:gpt-oss",
      "ollama:gpt-oss",
    ]);
  });

  it("are what their variables name, whatever else is set", () => {
    const model = createModels(
      settingsWith({
        GENERATE_MODEL: "ollama:gpt-oss:20b",
        OLLAMA_BASE_URL: "http://127.0.0.1:11434",
        GOOGLE_GENERATIVE_AI_API_KEY: "key",
      }),
    ).byRole("generate");
    expect([model.provider, model.modelId]).toEqual(["ollama.chat", "gpt-oss:20b"]);
  });

  it.each<{ name: string; given: Given; variable: keyof Settings }>([
    { name: "google:gemini-3.8-flash", given: {}, variable: "GOOGLE_GENERATIVE_AI_API_KEY" },
    { name: "ollama:gpt-oss", given: {}, variable: "OLLAMA_BASE_URL" },
    { name: "openai-compatible:any", given: {}, variable: "OPENAI_COMPATIBLE_BASE_URL" },
    { name: "workers-ai:@cf/any", given: { WORKERS_AI_API_TOKEN: "token" }, variable: "CLOUDFLARE_ACCOUNT_ID" },
    { name: "workers-ai:@cf/any", given: { CLOUDFLARE_ACCOUNT_ID: "account" }, variable: "WORKERS_AI_API_TOKEN" },
    { name: "constructor:x", given: {}, variable: "GENERATE_MODEL" },
  ])("refuse $name by naming $variable", ({ name, given, variable }) => {
    const models = createModels(settingsWith({ ...given, GENERATE_MODEL: name }));
    expect(() => models.byRole("generate")).toThrow(
      expect.objectContaining({ code: "unavailable", message: expect.stringContaining(variable) }),
    );
  });

  it("refuse an offline model that there is not, by naming the one that there is", () => {
    const models = createModels(settingsWith({ GENERATE_MODEL: "offline:else" }));
    expect(() => models.byRole("generate")).toThrow("offline:shop");
  });

  it("are made when used and no sooner, and once for each name", () => {
    const models = createModels(settingsWith({ REASONING_MODEL: "google:gemini-3.8-flash" }));
    expect(models.byRole("generate")).toBe(models.byRole("small_generate"));
    expect(() => models.byRole("reasoning")).toThrow("GOOGLE_GENERATIVE_AI_API_KEY");
  });
});
