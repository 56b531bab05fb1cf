import { createWorkersAI } from "workers-ai-provider";
import { requireSetting, type CreateModel } from "./provider.ts";

/** Workers AI: by the Worker's binding where there is one, otherwise by REST with an account and a token. */
export const createWorkersAiModel: CreateModel = (modelId, settings, ports) => {
  const workersAi = createWorkersAI(
    ports.workersAi
      ? { binding: ports.workersAi }
      : {
          accountId: requireSetting(settings, "CLOUDFLARE_ACCOUNT_ID", "workers-ai"),
          apiKey: requireSetting(settings, "WORKERS_AI_API_TOKEN", "workers-ai"),
          ...(ports.fetch ? { fetch: ports.fetch } : {}),
        },
  );
  return workersAi.chat(modelId);
};
