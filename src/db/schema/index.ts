export * from "./catalog.ts";
export * from "./history.ts";
export * from "./tenants.ts";
