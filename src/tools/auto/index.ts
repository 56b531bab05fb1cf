export { tradeInValuationTool } from "./trade-in-valuation.ts";
