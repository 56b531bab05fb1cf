/** Whether a message asks something, by its form alone (contracts.md §1: `user_initiated_questions`). */
import { foldForMeaning } from "./fold.ts";

/** A mark that ends a clause; in an address it is followed by more letters. */
const questionMark = /[?？](?![\p{L}\p{N}])/u;
/** A thanks or a refusal in a question's words, and "any of them will do". */
const noQuestion = /^(?:da |a |oh? )?(?:khong|ko) (?:co )?(?:gi|sao|can|phai)(?![a-z])|(?:gi|nao|dau|sao) cung /;

const address = "(?: (?:a|ban|em|anh|chi|shop|ad|vay|the))?";
const vietnameseQuestions: readonly RegExp[] = [
  /(?<![a-z])(?:bao nhieu|bao lau|bao gio|bao xa|tai sao|vi sao|lam sao|the nao|ra sao|khi nao|luc nao|la gi|nghia gi|o cho nao)(?![a-z])/,
  /(?<![a-z])(?:cai|con|chiec|loai|mau|hang|dong|ben|ngay|cho|size) nao(?![a-z])/,
  new RegExp(` (?:gi|ha|nhi)${address}$`),
];
/** "… không?", which asks after "được", "đúng", "phải", or where "có", "còn" or "đã" came before. */
const yesOrNo = new RegExp(` (?:khong|ko|k|chua)${address}$`);
const mayBeSo = /(?<![a-z])(?:co|con|da) |(?:^| )(?:duoc|dung|phai)$/;

const opening = "^(?:(?:and|but|so|ok|okay|hi|hello|hey|well),? )*";
const subject = "(?:i|you|we|they|he|she|it|this|that|these|those|the|there|your|my|any)";
const englishQuestions: readonly RegExp[] = [
  new RegExp(`${opening}(?:what|which|who|whose|where|when|why|how)(?:'s|'re)? (?!an? )`),
  new RegExp(`${opening}(?!do it)(?:is|are|was|were|do|does|did|can|could|will|would|should|may|have|has) ${subject}(?![a-z])`),
  /(?<![a-z])(?:how much|how many|how long|what about|how about)(?![a-z])/,
];

/** "Còn hàng không" and "how much is it" ask; "không có gì" and "show me laptops" do not. With or without accents and marks. */
export function asksSomething(text: string): boolean {
  if (questionMark.test(text)) return true;
  return foldForMeaning(text.replaceAll(/[\n.!;…]+/g, "\u0000"))
    .split("\u0000")
    .some((clause) => isQuestion(clause.trim()));
}

function isQuestion(clause: string): boolean {
  if (noQuestion.test(clause)) return false;
  const end = clause.search(yesOrNo);
  if (end >= 0 && mayBeSo.test(clause.slice(0, end))) return true;
  return vietnameseQuestions.some((form) => form.test(clause)) || englishQuestions.some((form) => form.test(clause));
}
