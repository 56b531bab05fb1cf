/** Every tool that a flow may offer, by name. */
import { compareOfferingsTool, getOfferingDetailsTool, searchOfferingsTool } from "./catalog/index.ts";
import type { Tool } from "./contract.ts";
import { toolBox } from "./tool-box.ts";
import { triggerWebHookTool } from "./webhook/index.ts";

const tools: readonly Tool[] = [searchOfferingsTool, getOfferingDetailsTool, compareOfferingsTool, triggerWebHookTool];

export const { tools: toolRegistry, describeTools } = toolBox(tools);
