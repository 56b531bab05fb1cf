/** Phone numbers in a message: digits that are no money, and words that are no category. Takes and gives folded text. */

/** "0912345678", "0912.345.678", "+84 912 345 678": nine to eleven digits from a 0, or the country's code. */
const phoneNumber = /(?<![\d.,a-z])(?:\(?0\)?(?:[ .-]?\d){8,10}?|\+?84(?:[ .-]?\d){9,10}?)(?![\d]|[.,]\d)/g;
/** Words that say that a number reaches someone; "một số điện thoại" is some phones. */
const lead =
  "(?<!(?:mot|vai) )(?:so (?:dien thoai|dt|phone|mobile|zalo)|sdt|zalo|hotline|whatsapp|viber|(?:phone|mobile|telephone|contact) (?:numbers?|no\\.?)|tel|(?:my|your) (?:phone|mobile|cell)(?= ?(?:is|:) ?\\d))";
const announced = new RegExp(
  `(?<![a-z0-9])${lead}(?:(?: (?:cua|toi|minh|em|anh|chi|shop|ban|nay|la|is|my|of|mine))* ?[:=-]? ?\\+?\\d(?:[ .-]?\\d){5,13}(?!\\d))?(?![a-z0-9])`,
  "g",
);

/** The text without phone numbers and the words that announce them. */
export function withoutPhoneNumbers(folded: string): string {
  return folded.replace(phoneNumber, " ").replace(announced, " ").replace(/\s+/g, " ").trim();
}
