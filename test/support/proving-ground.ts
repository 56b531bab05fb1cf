/** What a file of proofs runs on: a model that counts, and a stack whose answers come from it. */
import { afterAll, beforeAll } from "vitest";
import { modelVariables, startFaultyModel, type FaultyModel } from "./faulty-model.ts";
import { startProvingStack, type ProvingStack } from "./proving-stack.ts";

export interface ProvingGround {
  model: FaultyModel;
  stack: ProvingStack;
}

/**
 * Starts it before the file's proofs and ends it after them; the function gives what runs.
 * @param env settings of the Worker on top of those that name the model.
 */
export function provingGround(env: Record<string, string> = {}): () => ProvingGround {
  let ground: ProvingGround | undefined;
  beforeAll(async () => {
    const model = await startFaultyModel();
    ground = { model, stack: await startProvingStack({ ...modelVariables(model), ...env }) };
  });
  afterAll(async () => {
    await ground?.stack.stop();
    await ground?.model.stop();
  });
  return () => {
    if (!ground) throw new Error("The stack runs only inside of proofs.");
    return ground;
  };
}
