/** Why a command of the developer cannot go on, in one sentence with its remedy. It is shown without a stack. */
export class Refusal extends Error {}
