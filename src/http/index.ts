export { createApp } from "./app.ts";
export type { AppPorts } from "./ports.ts";
