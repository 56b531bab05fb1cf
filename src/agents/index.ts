export { apologyFor } from "./apology.ts";
export { runAgentLoop, say, type AgentLoop } from "./agent-loop.ts";
export { changeState } from "./call-tools.ts";
export { composeFarewell, composeGreeting, type MomentPorts } from "./moments.ts";
export { phrases } from "./phrases.ts";
export { buildPrompt } from "./prompt.ts";
export { route, type Route } from "./router.ts";
