export { defaultRetryPolicy, type RetryPolicy } from "./backoff.ts";
export { classifyEnding, classifyFailure, type ModelFailure, type ModelFailureKind } from "./errors.ts";
export { modelRoles, type ModelRole, type Models } from "./port.ts";
export type { ModelPorts } from "./providers/provider.ts";
export { createModels, modelName } from "./registry.ts";
export { streamWithRetry, type RetryPorts } from "./retry.ts";
export { sleep, type Sleep } from "./sleep.ts";
