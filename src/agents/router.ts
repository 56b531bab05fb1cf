/** The router: is this message a goodbye, or work for the agent (contracts.md §4)? Rules only; pure. */
import { fold } from "../language/index.ts";

export type Route = { to: "END" | "AGENT_WORK"; reason: string };

/** Whole messages, folded, that say goodbye. Thanks alone is no goodbye: the customer often goes on. */
const goodbye =
  /^(?:(?:ok|oke|vang|da|thoi|the|cam on|thanks?|thank you)[ ,.!]*)*(?:tam biet|bye(?: ?bye)?|good ?bye|see (?:you|ya)(?: later)?|hen gap lai|chao (?:shop|em|anh|chi|ban) nhe|ket thuc(?: nhe)?|khong can gi nua(?: dau)?|that'?s all|nothing else)(?:[ ,.!]*(?:nhe|nha|a|shop|em|anh|chi|ban|cam on|thanks?|thank you|for now|bye))*[ .!]*$/;

/** Decides by the customer's message, and says why. */
export function route(text: string): Route {
  return goodbye.test(fold(text).trim())
    ? { to: "END", reason: "the message says goodbye" }
    : { to: "AGENT_WORK", reason: "not a goodbye" };
}
