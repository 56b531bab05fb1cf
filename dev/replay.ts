/**
 * `npm run replay -- conversation.json …`: runs exported conversations again, the network off, to an identical hash chain.
 * With `--instructions file`, `--flow file` or `--model provider:model` it plays them with that change and shows what came out otherwise.
 */
import { existsSync, readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { flowSchema } from "../src/lifecycle/index.ts";
import { createModels, priceOfAnswers, streamWithRetry } from "../src/models/index.ts";
import { EdgewiseError } from "../src/platform/errors.ts";
import { parseSettings } from "../src/platform/settings.ts";
import {
  compareConversation,
  comparisonText,
  parseExport,
  replayConversation,
  verificationText,
  type Change,
  type ExportedConversation,
  type PlayPorts,
} from "../src/replay/index.ts";
import { describeTools, toolRegistry } from "../src/tools/index.ts";
import { Refusal, tellRefusal } from "./refusal.ts";

const usage = "Write: npm run replay -- conversation.json … [--instructions file] [--flow file] [--model provider:model] [--json]";

await main().catch((error: unknown) => tellRefusal(error instanceof EdgewiseError ? new Refusal(error.message) : error));

async function main(): Promise<void> {
  const { change, files, json } = readArguments();
  for (const file of files) {
    const exported = parseExport(readJson(file));
    const outcome = change ? await compare(exported, change) : await verify(exported);
    console.log(json ? JSON.stringify(outcome.result, null, 2) : outcome.text);
    if (!outcome.ok) process.exitCode = 1;
  }
}

function readArguments(): { change: Change | null; files: string[]; json: boolean } {
  const options = {
    instructions: { type: "string" },
    flow: { type: "string" },
    model: { type: "string" },
    json: { type: "boolean", default: false },
  } as const;
  const { values, positionals } = parsed(() => parseArgs({ options, allowPositionals: true }), usage);
  if (positionals.length === 0) throw new Refusal(usage);
  const change: Change = {
    ...(values.instructions === undefined ? {} : { instructions: readText(values.instructions) }),
    ...(values.flow === undefined ? {} : { flow: readFlow(values.flow) }),
    ...(values.model === undefined ? {} : { model: values.model }),
  };
  return { change: Object.keys(change).length > 0 ? change : null, files: positionals, json: values.json };
}

async function verify(exported: ExportedConversation) {
  // What a replay needs stands in the export; whatever asks for more is a fault, and fails.
  globalThis.fetch = () => Promise.reject(new Error("A replay runs with the network off."));
  const result = await replayConversation(exported, { tools: toolRegistry, describeTools });
  return { result, ok: result.identical, text: verificationText(exported.conversation.conversationId, result) };
}

async function compare(exported: ExportedConversation, change: Change) {
  const result = await compareConversation(exported, change, playPorts(change.model));
  return { result, ok: true, text: comparisonText(exported.conversation.conversationId, result) };
}

/** Models as the environment, or `.dev.vars`, sets them up. */
function playPorts(model: string | undefined): PlayPorts {
  if (existsSync(".dev.vars")) process.loadEnvFile(".dev.vars");
  const unused = { ENVIRONMENT: "development", DATABASE_URL: "postgresql://unused", VISITOR_TOKEN_SECRET: "unused".repeat(8) };
  const settings = parseSettings({ ...process.env, ...unused, ...(model === undefined ? {} : { GENERATE_MODEL: model }) });
  const models = createModels(settings);
  const clock = { now: () => Date.now() };
  return {
    clock,
    tools: toolRegistry,
    describeTools,
    openModel: (options) => streamWithRetry(models.byRole("generate"), options, { clock, random: Math.random }),
    smallModel: () => models.byRole("small_generate"),
    modelPrice: priceOfAnswers(settings),
    modelSilenceMs: settings.MODEL_SILENCE_MS,
  };
}

function readFlow(file: string): NonNullable<Change["flow"]> {
  const flow = flowSchema.safeParse(readJson(file));
  if (flow.success) return flow.data;
  const [issue] = flow.error.issues;
  throw new Refusal(`${file} is no flow: ${issue?.path.join(".") ?? ""} ${issue?.message ?? ""}`);
}

function readJson(file: string): unknown {
  return parsed(() => JSON.parse(readText(file)), `${file} is not JSON. Take it from GET /v1/conversations/{id}/export.`);
}

function readText(file: string): string {
  return parsed(() => readFileSync(file, "utf8"), `${file} cannot be read.`);
}

function parsed<Value>(read: () => Value, refusal: string): Value {
  try {
    return read();
  } catch (error) {
    throw error instanceof Refusal ? error : new Refusal(refusal);
  }
}
