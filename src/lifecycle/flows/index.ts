import type { Flow } from "../flow.ts";
import { autoFlow } from "./auto.ts";
import { educationFlow } from "./education.ts";
import { financeFlow } from "./finance.ts";
import { realEstateFlow } from "./real-estate.ts";
import { retailFlow } from "./retail.ts";

/** The flows that come with the code, by name: one an industry (contracts.md §2). */
export const presets: ReadonlyMap<string, Flow> = new Map(
  [retailFlow, realEstateFlow, financeFlow, autoFlow, educationFlow].map((flow) => [flow.name, flow]),
);
