export { triggerWebHookTool } from "./trigger-web-hook.ts";
