export { apologyFor } from "./apology.ts";
export { runAgentLoop, say } from "./agent-loop.ts";
export { changeState } from "./call-tools.ts";
export { composeFarewell, composeGreeting } from "./moments.ts";
export { phrases } from "./phrases.ts";
export { buildPrompt } from "./prompt.ts";
export { route } from "./router.ts";
