/** A hostile model and mischievous tools: every name asked for in every state, whatever is proposed in return. */
import type { Tool, ToolResult } from "../../src/tools/contract.ts";
import { fakeTool, nineTools, toolMap } from "./fake-tools.ts";

export const madeUp = ["delete_database", "", "__proto__", "constructor", "toString", "hasOwnProperty", "search_offerings "];
export const everyName = [...nineTools, ...madeUp];

/** What the model is told of a call outside the whitelist (contracts.md §2). */
export const notAllowed = (state: string) => ({ error: "Tool không được phép ở trạng thái hiện tại", code: "tool_not_allowed", state });

/** An execution, and the state in which it happened. */
export interface Run {
  tool: string;
  state: string;
}

/** Tools by every name that is asked for, prototype's names too: only the gate keeps them from running. Every third one is a write. */
export function armedTools(runs: Run[], result: () => ToolResult = () => ({ output: {} })): Map<string, Tool> {
  return toolMap(
    ...everyName.map((name, index) =>
      fakeTool(name, async (_, { state }) => (runs.push({ tool: name, state }), result()), { effect: index % 3 === 2 ? "write" : "read" }),
    ),
  );
}
