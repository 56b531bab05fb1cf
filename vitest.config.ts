import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";
import { settingsSchema } from "./src/platform/settings.ts";
import type { StandIns } from "./test/support/stand-ins.ts";

const standIns = "./test/support/stand-ins.ts";

/** What `npm start` hands to the Worker, pointed at the stand-ins of the test run. */
function bindings(running: StandIns): Record<string, string> {
  // Empty is unset: a developer's .dev.vars must not send the tests to a real model.
  const unset = Object.fromEntries(Object.keys(settingsSchema.shape).map((name) => [name, ""]));
  return {
    ...unset,
    ENVIRONMENT: "development",
    DATABASE_URL: running.databaseUrl,
    DATABASE_FETCH_ENDPOINT: running.databaseEndpoint,
    UPSTASH_REDIS_REST_URL: running.redisUrl,
    UPSTASH_REDIS_REST_TOKEN: running.redisToken,
    VISITOR_TOKEN_SECRET: "only-for-tests-only-for-tests-only-for-tests",
    OFFLINE_TOKEN_DELAY_MS: "0",
    EDGEWISE_WALKS: process.env["EDGEWISE_WALKS"] ?? "",
  };
}

export default defineConfig({
  test: {
    projects: [
      { test: { name: "unit", include: ["test/unit/**/*.test.{ts,tsx}"], testTimeout: 20_000 } },
      {
        plugins: [
          cloudflareTest(({ inject }) => ({
            main: "./test/worker/support/worker.ts",
            wrangler: { configPath: "./wrangler.toml" },
            miniflare: {
              bindings: bindings(inject("standIns")),
              durableObjects: { SCRIPTED: { className: "ScriptedConversation", useSQLite: true } },
            },
          })),
        ],
        test: { name: "worker", include: ["test/worker/**/*.test.ts"], globalSetup: standIns, testTimeout: 30_000 },
      },
      {
        test: {
          name: "database",
          include: ["test/database/**/*.test.ts"],
          globalSetup: standIns,
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "system",
          include: ["test/system/**/*.test.ts"],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: "browser",
          include: ["test/browser/**/*.test.ts"],
          fileParallelism: false,
          // As long as the page is waited for elsewhere: a busy machine draws late.
          expect: { poll: { timeout: 20_000 } },
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
