/** Cloudflare's chat agent as its documentation sets it up; only the model is the benchmark's. */
import { AIChatAgent } from "@cloudflare/ai-chat";
import { routeAgentRequest } from "agents";
import { convertToModelMessages, streamText } from "ai";
import { scriptedModel } from "../scripted-model.ts";

export class ChatAgent extends AIChatAgent {
  override async onChatMessage() {
    const result = streamText({ model: scriptedModel, messages: await convertToModelMessages(this.messages) });
    return result.toUIMessageStreamResponse();
  }
}

export default {
  async fetch(request: Request, env: Record<string, unknown>) {
    return (await routeAgentRequest(request, env)) ?? new Response("Not found", { status: 404 });
  },
};
