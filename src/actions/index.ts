export { CHECKOUT, actionName, actionSchema, type Action } from "./action.ts";
export { deleteAction } from "./delete-action.ts";
export { compilePayload } from "./payload-schema.ts";
export { putAction } from "./put-action.ts";
export { rotateSecret } from "./rotate-secret.ts";
export { openSecret, OVERLAP, sealSecret, sign, type SecretOwner } from "./secret.ts";
export { listActions, ownAction, readAction } from "./stored.ts";
