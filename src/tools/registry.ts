/** Every tool that a flow may offer, by name. */
import type { LanguageModelV4FunctionTool } from "@ai-sdk/provider";
import { z } from "zod";
import { tradeInValuationTool } from "./auto/index.ts";
import { compareOfferingsTool, getOfferingDetailsTool, searchOfferingsTool } from "./catalog/index.ts";
import type { Tool } from "./contract.ts";
import { assessmentTestTool } from "./education/index.ts";
import { creditScoringTool, getMarketDataTool, getStrategicAnalysisTool, loanInstalmentsTool } from "./finance/index.ts";
import { triggerWebHookTool } from "./webhook/index.ts";

const tools: readonly Tool[] = [
  searchOfferingsTool,
  getOfferingDetailsTool,
  compareOfferingsTool,
  getMarketDataTool,
  getStrategicAnalysisTool,
  creditScoringTool,
  loanInstalmentsTool,
  tradeInValuationTool,
  assessmentTestTool,
  triggerWebHookTool,
];

export const toolRegistry: ReadonlyMap<string, Tool> = new Map(tools.map((tool) => [tool.name, tool]));

const described = new Map<string, LanguageModelV4FunctionTool>();

/** The tools as a model is told of them, in the order of the names. Names that are not in the registry are left out: they cannot run. */
export function describeTools(names: readonly string[]): LanguageModelV4FunctionTool[] {
  return names.flatMap((name) => {
    const tool = toolRegistry.get(name);
    return tool ? [describe(tool)] : [];
  });
}

/** Building a JSON schema costs more than a turn should pay each step. */
function describe(tool: Tool): LanguageModelV4FunctionTool {
  const known = described.get(tool.name);
  if (known) return known;
  const { $schema: _dialect, ...schema } = z.toJSONSchema(tool.input, { io: "input", target: "draft-7", unrepresentable: "any" });
  // zod types its JSON Schema by its newest draft; draft 7 was asked for.
  const inputSchema = schema as LanguageModelV4FunctionTool["inputSchema"];
  const fresh: LanguageModelV4FunctionTool = { type: "function", name: tool.name, description: tool.description, inputSchema };
  described.set(tool.name, fresh);
  return fresh;
}
