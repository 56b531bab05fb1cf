import { expect, test } from "vitest";
import { toEnvFile, workerVariables } from "../../../../dev/runtime/variables.ts";
import { developmentSecretsKey } from "../../../../src/platform/settings.ts";

const endpoints = {
  databaseUrl: "postgresql://a:b@127.0.0.1:1/c",
  databaseEndpoint: "http://127.0.0.1:1/sql",
  redisUrl: "http://127.0.0.1:2",
  redisToken: "token",
  shopUrl: "http://127.0.0.1:3",
};

test("the caller chooses models and pace, never where data goes", () => {
  const given = {
    OFFLINE_TOKEN_DELAY_MS: "0",
    GENERATE_MODEL: "ollama:gpt-oss",
    DATABASE_URL: "postgresql://production",
    ENVIRONMENT: "production",
    SECRETS_KEY: "the one of a deployment, somewhere else",
    HOME: "/root",
  };
  expect(workerVariables(endpoints, "secret", given)).toEqual({
    OFFLINE_TOKEN_DELAY_MS: "0",
    GENERATE_MODEL: "ollama:gpt-oss",
    ENVIRONMENT: "development",
    DATABASE_URL: endpoints.databaseUrl,
    DATABASE_FETCH_ENDPOINT: endpoints.databaseEndpoint,
    UPSTASH_REDIS_REST_URL: endpoints.redisUrl,
    UPSTASH_REDIS_REST_TOKEN: endpoints.redisToken,
    VISITOR_TOKEN_SECRET: "secret",
    SECRETS_KEY: developmentSecretsKey,
  });
});

test("a value with a quote or a dollar stays itself in the env file", () => {
  expect(toEnvFile({ A: "plain", B: "", C: 'a"b$c' })).toBe('A="plain"\nB=""\nC="a\\"b\\$c"\n');
});
