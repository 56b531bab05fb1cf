export { type Tool, type ToolContext, type ToolResult } from "./contract.ts";
export { describeTools, toolRegistry } from "./registry.ts";
export { schemasOf } from "./tool-box.ts";
