import { z } from "zod";

const modelName = z.string().regex(/^[a-z-]+:.+$/, "write it as provider:model, e.g. google:gemini-3.8-flash");

/** US dollars per million tokens; `cached` is input that the provider had cached. */
const modelPrice = z.strictObject({ input: z.number().nonnegative(), output: z.number().nonnegative(), cached: z.number().nonnegative() });

function json(variable: string) {
  return z.string().transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue({
        code: "custom",
        message: `write ${variable} as JSON, e.g. {"google:*": {"input": 1, "output": 4, "cached": 0.1}}`,
      });
      return z.NEVER;
    }
  });
}

/** Everything that the environment may say. Bindings (objects, queues) are not part of it. */
export const settingsSchema = z.object({
  ENVIRONMENT: z.enum(["development", "production"]).default("production"),
  DATABASE_URL: z.string().min(1),
  /** Where the Neon driver sends SQL; empty in production, the local stand-in in development. */
  DATABASE_FETCH_ENDPOINT: z.string().optional(),
  UPSTASH_REDIS_REST_URL: z.string().optional(),
  UPSTASH_REDIS_REST_TOKEN: z.string().optional(),
  VISITOR_TOKEN_SECRET: z.string().min(32, "use at least 32 characters: openssl rand -base64 48"),
  /** What secrets are sealed with that have to be read again: those that sign web hooks. Development has one of its own. */
  SECRETS_KEY: z.string().min(32, "use at least 32 characters: openssl rand -base64 48").optional(),
  /** `tenant/bot` of pages that name none; `demo/bot_demo` in development. */
  DEFAULT_BOT: z
    .string()
    .regex(/^[^/]+\/.+$/, "write it as tenant/bot, e.g. demo/bot_demo")
    .optional(),
  GOOGLE_GENERATIVE_AI_API_KEY: z.string().optional(),
  GOOGLE_BASE_URL: z.string().optional(),
  OLLAMA_BASE_URL: z.string().optional(),
  OPENAI_COMPATIBLE_BASE_URL: z.string().optional(),
  OPENAI_COMPATIBLE_API_KEY: z.string().optional(),
  CLOUDFLARE_ACCOUNT_ID: z.string().optional(),
  WORKERS_AI_API_TOKEN: z.string().optional(),
  SMALL_GENERATE_MODEL: modelName.optional(),
  SMALL_REASONING_MODEL: modelName.optional(),
  GENERATE_MODEL: modelName.optional(),
  REASONING_MODEL: modelName.optional(),
  EMBEDDING_MODEL: modelName.optional(),
  /** What models cost, as JSON by `provider:model`, or `provider:*` for all of a provider's. */
  MODEL_PRICES: json("MODEL_PRICES").pipe(z.record(modelName, modelPrice)).optional(),
  /** Milliseconds that a model may say nothing, before its first word and between two, until the call is given up. */
  MODEL_SILENCE_MS: z.coerce.number().int().min(100).max(600_000).default(60_000),
  /** What the model that generates answers can look at besides text: `images`, `images,pdf`, or `none`. By its provider when unset. */
  GENERATE_MODEL_FILES: z.enum(["none", "images", "images,pdf"], "write none, images or images,pdf").optional(),
  /** Milliseconds between two words of the offline model. */
  OFFLINE_TOKEN_DELAY_MS: z.coerce.number().int().min(0).max(5000).default(20),
  /** Seconds of silence after which a conversation is released to Postgres. */
  RELEASE_AFTER: z.coerce.number().int().positive().default(86_400),
  USER_CACHE_SECONDS: z.coerce.number().int().positive().default(1200),
  SKILL_CACHE_SECONDS: z.coerce.number().int().positive().default(300),
});

/** No secret: it seals what a local run keeps on its own machine. */
export const developmentSecretsKey = "development-only-development-only-development";

export type Settings = z.infer<typeof settingsSchema>;

/** Parses the Worker's environment once per isolate; throws a sentence that names the variable and the remedy. */
export function parseSettings(environment: Record<string, unknown>): Settings {
  // An empty variable is an unset one: `.dev.vars` lists them all with nothing behind the sign.
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => typeof value === "string" && value !== ""));
  const parsed = settingsSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; ");
  throw new Error(`The environment is not complete: ${problems}. See .dev.vars.example.`);
}
