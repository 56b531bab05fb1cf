/** Which language a message speaks, or asks for (contracts.md §4). The caller keeps the conversation's language on "unknown". */
import type { Language } from "../platform/ports.ts";
import { fold, LONGEST_READ } from "./fold.ts";

export interface Detected {
  /** `unknown` for what is too short or too ambiguous to tell: a product's name, "ok", another language. */
  language: Language | "unknown";
  /** The customer asked to be answered in this language; switch at once. */
  requested: boolean;
}

// Letters that only Vietnamese has, and accented letters that it shares with others.
const onlyVietnamese = /[ảạãẳẵặằắăẩẫậấầẻẽẹểễệếềỉĩịỏọổỗộốồởỡợớờơủũụửữựứừưỷỹỵđ]/u;
const shared = /[áàâéèêíìóòôúùýỳ]/u;
const vietnameseSyllable = /^(?:ngh?|nh|ch|tr|th|ph|kh|gh|gi|qu|[bcdghklmnprstvx])?[aeiouy]{1,3}(?:ng|nh|ch|[cmnpt])?$/;

/** Words of everyday Vietnamese as typed without accents that are not English words too. */
const vietnameseWords = new Set(
  "toi cho xem mua ban cai chiec con thu voi khong ko gia bao nhieu duoi tren khoang tam trieu may nao nay kia duoc la co tim kiem muon can giup minh shop oi nhe nha a roi them so sanh dat hang re nhat dau tien cuoi cung loai hang tot hon dien thoai may tinh o cung bo nho chinh hang bao hanh giao tra gop thanh toan chi tiet thong tin cau hinh pin choi van phong sinh vien hoc lam viec chao cam on vang da dong y huy xac nhan con gi sao the day do ngoai cua nhung cac mot hai bon thi ma neu hay va hoac nua di luon".split(
    " ",
  ),
);
const englishWords = new Set(
  "million i you we they my your is are was were be been do does did have has had will would could should can may the this that these those which what when where who why how much many and or but not any some with without for from of on at by to it its me show find search looking look want need like buy order get give tell compare between under over above below about cheap cheaper cheapest expensive price cost best better good first second third one ones two there please thanks thank available stock shipping delivery warranty details phone laptops phones computer gaming work student battery screen hello hey yes sure confirm cancel english vietnamese speak more less than them their just also".split(
    " ",
  ),
);
/** Words of both, which tell nothing alone: "can" is cần, "may" is máy, "do" is đó, "hello" opens chats of either. */
const tellsLittle = new Set(
  "a can may do the to me on in so no an at be he hi ok oke okay hello hey yes sure shop pin gaming laptop thanks student phone".split(" "),
);

const englishName = String.raw`(?:tieng anh|english|anh ngu)`;
const vietnameseName = String.raw`(?:tieng viet(?: nam)?|vietnamese|viet ngu)`;
const speaking = String.raw`(?:noi|tra loi|chat|nhan tin|viet|tu van|giao tiep|dung|su dung|chuyen(?: qua| sang)?|doi(?: qua| sang)?|speak(?:ing)?|talk|reply|respond|answer|write|chat|use|using|switch(?: back)?(?: to)?|change to|continue|go on)`;
const between = String.raw`(?: (?:bang|sang|qua|voi|in|to|into|me|us|minh|toi|em|cho|language|ngon ngu|the|back|with|lai|duoc|only))*`;
const negation = String.raw`(?:khong|ko|k|dung co|cannot|can ?not|can'?t|don'?t|do not|doesn'?t|stop|not)(?: (?:biet|the|hieu|doc|gioi|ranh|duoc|really|know how to|understand|read|how|to))*`;

const asksFor = (name: string): RegExp =>
  new RegExp(`(?<![a-z])${speaking}${between} ${name}(?![a-z])|(?<![a-z])in ${name},? (?:please|pls)(?![a-z])`);
const refuses = (name: string): RegExp =>
  new RegExp(
    `(?<![a-z])${negation}(?: ${speaking})?${between} ${name}(?![a-z])|(?<![a-z])dung ${speaking}${between} ${name}(?! (?:di|nhe|nha))(?![a-z])`,
  );
const only = (name: string): RegExp =>
  new RegExp(`^(?:please |pls |in |bang )*${name}(?: (?:please|pls|di|nhe|nha|a|thoi|only|duoc khong|ok))*[.!?]*$`);

const requests: readonly [RegExp, Language][] = [
  [refuses(vietnameseName), "en"],
  [refuses(englishName), "vi"],
  [only(englishName), "en"],
  [only(vietnameseName), "vi"],
  [asksFor(englishName), "en"],
  [asksFor(vietnameseName), "vi"],
];

/** What every request names; most messages do not, and are spared the patterns. */
const namesLanguage = /english|anh|viet/;

/** A language wins with at least this score, and by at least this margin. */
const ENOUGH = 2;
const MARGIN = 1;

/** Tells a message's language; "noi tieng Anh di" and "speak English please" are requests whatever language they are in. */
export function detectLanguage(text: string): Detected {
  const read = text.slice(0, LONGEST_READ);
  const folded = fold(read);
  const request = namesLanguage.test(folded) ? requests.find(([pattern]) => pattern.test(folded)) : undefined;
  if (request) return { language: request[1], requested: true };

  const words =
    read
      .normalize("NFC")
      .toLowerCase()
      .match(/[\p{L}']+/gu) ?? [];
  const vietnamese = words.reduce((score, word) => score + vietnameseScore(word), 0);
  const english = words.reduce((score, word) => score + englishScore(word), 0);
  const [language, score, other]: [Language, number, number] =
    vietnamese >= english ? ["vi", vietnamese, english] : ["en", english, vietnamese];
  return { language: score >= ENOUGH && score - other >= MARGIN ? language : "unknown", requested: false };
}

function vietnameseScore(word: string): number {
  if (onlyVietnamese.test(word)) return 2;
  if (shared.test(word)) return vietnameseSyllable.test(fold(word)) ? 1 : 0;
  return vietnameseWords.has(word) ? weight(word) : 0;
}

function englishScore(word: string): number {
  return englishWords.has(word) ? weight(word) : 0;
}

function weight(word: string): number {
  return tellsLittle.has(word) ? 0.25 : 1;
}
