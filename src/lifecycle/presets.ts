import type { Flow } from "./flow.ts";
import { retailFlow } from "./flows/retail.ts";

/** The flows that come with the code, by name. A tenant's published flow of the same name goes before. */
export const presets: ReadonlyMap<string, Flow> = new Map([retailFlow].map((flow) => [flow.name, flow]));
