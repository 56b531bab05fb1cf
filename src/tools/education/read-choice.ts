/** Which of the choices an answer means: "B", "câu b", "đáp án C ạ", "the second one", or the choice's own words. Pure. */
import { findPointer, terms } from "../../language/index.ts";

/** Letters by which choices are called, in their order. */
export const choiceKeys = ["A", "B", "C", "D", "E"] as const;

const lead = "(?:cau|dap an|phuong an|chon|y|la|em|minh|toi|nghi|answer|option|choice|i|think|pick|choose|its|it|is|s|the|number|so)";
const tail = "(?:a|ạ|nhe|nha|di|please|thanks|roi)";
const letter = new RegExp(`^(?:${lead} )*([a-e])(?: ${tail})*$`);
const digit = new RegExp(`^(?:${lead} )*([1-5])(?: ${tail})*$`);

/** The place of the choice, from 0; null where none or several may be meant. */
export function readChoice(answer: string, choices: readonly string[]): number | null {
  const said = terms(answer).join(" ");
  const exact = choices.findIndex((choice) => terms(choice).join(" ") === said);
  if (exact !== -1) return exact;
  const key = letter.exec(said)?.[1];
  if (key !== undefined) return within(key.charCodeAt(0) - "a".charCodeAt(0), choices);
  const number = digit.exec(said)?.[1];
  if (number !== undefined) return within(Number(number) - 1, choices);
  const named = choices.flatMap((choice, at) => (` ${said} `.includes(` ${terms(choice).join(" ")} `) ? [at] : []));
  const [only] = named;
  if (named.length === 1 && only !== undefined) return only;
  const pointer = findPointer(answer);
  if (!pointer || !("position" in pointer)) return null;
  return within(pointer.position > 0 ? pointer.position - 1 : choices.length + pointer.position, choices);
}

const within = (at: number, choices: readonly string[]): number | null => (at >= 0 && at < choices.length ? at : null);
