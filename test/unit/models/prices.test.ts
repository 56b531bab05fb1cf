import { describe, expect, it } from "vitest";
import { costOf, priceOfAnswers } from "../../../src/models/prices.ts";
import { parseSettings } from "../../../src/platform/settings.ts";

const settings = (more: Record<string, string>) =>
  parseSettings({ DATABASE_URL: "postgres://", VISITOR_TOKEN_SECRET: "x".repeat(32), ...more });
const price = { input: 1, output: 4, cached: 0.25 };

describe("the price of the model that answers", () => {
  it("is nothing for one that runs on a machine of one's own", () => {
    for (const name of ["offline:shop", "ollama:gpt-oss:20b"]) {
      expect(priceOfAnswers(settings({ GENERATE_MODEL: name }))).toEqual({ input: 0, output: 0, cached: 0 });
    }
  });

  it("is what the operator names: for the model, or else for all of its provider's", () => {
    const named = settings({
      GENERATE_MODEL: "google:one",
      MODEL_PRICES: JSON.stringify({ "google:one": price, "google:*": { ...price, input: 9 }, "ollama:*": { ...price, input: 2 } }),
    });
    expect(priceOfAnswers(named)).toEqual(price);
    expect(priceOfAnswers({ ...named, GENERATE_MODEL: "google:other" })?.input).toBe(9);
    expect(priceOfAnswers({ ...named, GENERATE_MODEL: "ollama:any" })?.input).toBe(2);
  });

  it("is unknown where nobody has named one", () => {
    expect(priceOfAnswers(settings({ GENERATE_MODEL: "google:one" }))).toBeNull();
    expect(priceOfAnswers(settings({ GENERATE_MODEL: "google:constructor", MODEL_PRICES: "{}" }))).toBeNull();
  });
});

it("what was cached is part of the input, at its own price", () => {
  expect(costOf({ inputTokens: 1_000_000, cachedInputTokens: 400_000, outputTokens: 500_000 }, price)).toBeCloseTo(0.6 + 0.1 + 2, 10);
});

describe("MODEL_PRICES", () => {
  it.each([
    "{",
    "[]",
    '{"google": {"input": 1, "output": 1, "cached": 1}}',
    '{"google:x": {"input": -1, "output": 1, "cached": 1}}',
    '{"google:x": {"input": 1}}',
  ])("%s is refused, by name", (given) => expect(() => settings({ MODEL_PRICES: given })).toThrow(/MODEL_PRICES/));
});
