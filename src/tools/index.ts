export { highlights, labelOf } from "./catalog/index.ts";
export { defineTool, type Tool, type ToolContext, type ToolResult } from "./contract.ts";
export { describeTools, toolRegistry } from "./registry.ts";
