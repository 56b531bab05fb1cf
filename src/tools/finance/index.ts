export { creditScoringTool } from "./credit-scoring.ts";
export { getMarketDataTool } from "./get-market-data.ts";
export { getStrategicAnalysisTool } from "./get-strategic-analysis.ts";
export { loanInstalmentsTool } from "./loan-instalments.ts";
