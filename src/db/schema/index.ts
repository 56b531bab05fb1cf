export * from "./catalog.ts";
export * from "./flows.ts";
export * from "./history.ts";
export * from "./industries.ts";
export * from "./tenants.ts";
