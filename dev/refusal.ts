/** Why a command of the developer cannot go on, in one sentence with its remedy. It is shown without a stack. */
export class Refusal extends Error {}

/** Ends this command: a refusal with its words, any other error as it is. */
export function tellRefusal(error: unknown): never {
  if (!(error instanceof Refusal)) throw error;
  console.error(`✗ ${error.message}`);
  process.exit(1);
}
