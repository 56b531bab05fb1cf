/** Every tool that a flow may offer, by name. */
import { tradeInValuationTool } from "./auto/index.ts";
import { compareOfferingsTool, getOfferingDetailsTool, searchOfferingsTool } from "./catalog/index.ts";
import type { Tool } from "./contract.ts";
import { assessmentTestTool } from "./education/index.ts";
import { creditScoringTool, getMarketDataTool, getStrategicAnalysisTool, loanInstalmentsTool } from "./finance/index.ts";
import { toolBox } from "./tool-box.ts";
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

export const { tools: toolRegistry, describeTools } = toolBox(tools);
