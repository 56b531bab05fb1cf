import { developmentSecretsKey, settingsSchema } from "../../src/platform/settings.ts";
import type { Endpoints } from "../stand-ins/messages.ts";

/**
 * What the Worker's environment says in a local run. Models and the pace may be set by the caller's environment, endpoints may not:
 * a production database in somebody's shell must not be what `npm start` writes to.
 */
export function workerVariables(
  endpoints: Endpoints,
  visitorTokenSecret: string,
  given: Record<string, string | undefined>,
): Record<string, string> {
  const settings = Object.keys(settingsSchema.shape).flatMap((name) => {
    const value = given[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...Object.fromEntries(settings),
    ENVIRONMENT: "development",
    DATABASE_URL: endpoints.databaseUrl,
    DATABASE_FETCH_ENDPOINT: endpoints.databaseEndpoint,
    UPSTASH_REDIS_REST_URL: endpoints.redisUrl,
    UPSTASH_REDIS_REST_TOKEN: endpoints.redisToken,
    VISITOR_TOKEN_SECRET: visitorTokenSecret,
    // What the seed has sealed with it has to open.
    SECRETS_KEY: developmentSecretsKey,
  };
}

/** The text of an env file as wrangler reads it: `$` would be expanded, a quote would end the value. */
export function toEnvFile(variables: Record<string, string>): string {
  const quote = (value: string) => `"${value.replace(/["$]/g, "\\$&")}"`;
  return Object.entries(variables)
    .map(([name, value]) => `${name}=${quote(value)}\n`)
    .join("");
}
