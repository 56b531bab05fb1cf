/** Tools by name, and how a model is told of them. Whoever runs turns brings one: the registry's, or another one with more in it. */
import type { LanguageModelV4FunctionTool } from "@ai-sdk/provider";
import { z } from "zod";
import type { JsonObject } from "../platform/ports.ts";
import type { Tool } from "./contract.ts";

export interface ToolBox {
  tools: ReadonlyMap<string, Tool>;
  /** The tools as a model is told of them, in the order of the names. Names that are not in the box are left out: they cannot run. */
  describeTools(names: readonly string[]): LanguageModelV4FunctionTool[];
}

export function toolBox(tools: readonly Tool[]): ToolBox {
  const byName = new Map(tools.map((tool) => [tool.name, tool]));
  const described = new Map<string, LanguageModelV4FunctionTool>();
  const describeOnce = (tool: Tool): LanguageModelV4FunctionTool => {
    const known = described.get(tool.name) ?? describe(tool);
    described.set(tool.name, known);
    return known;
  };
  return {
    tools: byName,
    describeTools: (names) =>
      names.flatMap((name) => {
        const tool = byName.get(name);
        return tool ? [describeOnce(tool)] : [];
      }),
  };
}

/** What a tool takes and gives, as JSON Schema (draft 2020-12). */
export function schemasOf({ input, output }: Tool): { input: JsonObject; output: JsonObject } {
  return { input: jsonSchema(input, "input"), output: jsonSchema(output, "output") };
}

const anyObject = z.record(z.string(), z.json());

function jsonSchema(schema: z.ZodType, io: "input" | "output"): JsonObject {
  const { $schema: _dialect, ...described } = z.toJSONSchema(schema, { io, unrepresentable: "any" });
  // Without what zod keeps beside it, which is no JSON.
  return anyObject.parse(JSON.parse(JSON.stringify(described)));
}

/** Building a JSON schema costs more than a turn should pay each step. */
function describe(tool: Tool): LanguageModelV4FunctionTool {
  const { $schema: _dialect, ...schema } = z.toJSONSchema(tool.input, { io: "input", target: "draft-7", unrepresentable: "any" });
  // zod types its JSON Schema by its newest draft; draft 7 was asked for.
  const inputSchema = schema as LanguageModelV4FunctionTool["inputSchema"];
  return { type: "function", name: tool.name, description: tool.description.en, inputSchema };
}
