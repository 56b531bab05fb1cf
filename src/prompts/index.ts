export { agentPrompt, type AgentPromptView } from "./agent.ts";
export { farewellPrompt, greetingPrompt, type MomentPromptView } from "./moments.ts";
export { languageNames, renderPrompt } from "./render.ts";
