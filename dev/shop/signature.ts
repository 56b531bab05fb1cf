/** How an endpoint knows that a request is Edgewise's: Standard Webhooks, as any shop would check it, without a line of the platform's. */
import { createHmac, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";

/** The demo's own; it guards play money on this machine. */
export const demoActionSecret = `whsec_${Buffer.from("a secret of the demo shop, 32 b.").toString("base64")}`;

/** Seconds by which the clocks may differ; older requests may be somebody's recording. */
const tolerance = 300;

/** Why the request is not believed, or null where it is. @param now in milliseconds since the epoch. */
export function signatureProblem(headers: IncomingHttpHeaders, body: string, secret: string, now: number): string | null {
  const { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signatures } = headers;
  if (typeof id !== "string" || typeof timestamp !== "string" || typeof signatures !== "string") return "The request is not signed.";
  if (!(Math.abs(now / 1000 - Number(timestamp)) <= tolerance)) return "The signature is too old, or of a clock that is wrong.";
  const key = Buffer.from(secret.slice("whsec_".length), "base64");
  const expected = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest();
  const matches = signatures.split(" ").some((signature) => {
    const given = Buffer.from(signature.replace(/^v1,/, ""), "base64");
    return signature.startsWith("v1,") && given.length === expected.length && timingSafeEqual(given, expected);
  });
  return matches ? null : "The signature is not of this secret.";
}
