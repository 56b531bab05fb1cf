export { compareOfferingsTool } from "./compare-offerings.ts";
export { getOfferingDetailsTool } from "./get-offering-details.ts";
export { type Offering } from "./offering.ts";
export { pickCode, pickPosition, pickRefusal } from "./pick.ts";
export { searchOfferingsTool } from "./search-offerings.ts";
