/**
 * Whole messages that call something off, or give the word for it: "thôi không mua nữa", "chốt đơn", "yes, go ahead and order". Pure.
 * By their form alone. A question, a refusal, a mere "ok" and whatever says more than that are for the model to understand.
 */
import { asksSomething } from "./asks.ts";
import { fold } from "./fold.ts";

export type Wish = "cancel" | "confirm";

/** Characters beyond which a message says more than that. */
const longest = 100;

/** Words that mean something else once folded, and the one that tells "huỷ" from the name Huy. */
const collisions: readonly [RegExp, string][] = [
  [/(?<!\p{L})đắt(?!\p{L})/gu, "mac tien"],
  [/(?<!\p{L})đất(?!\p{L})/gu, "dat dai"],
  [/(?<!\p{L})(?:hủy|huỷ)(?!\p{L})/gu, "huybo"],
  [/(?<!\p{L})(?:đừng|chớ)(?!\p{L})/gu, "cam"],
];

/** How people shorten what they type. */
const shortened: Readonly<Record<string, string>> = {
  ...Object.fromEntries(["ko", "k", "kh", "kg", "hok", "hong", "hem", "khum", "hông"].map((word) => [word, "khong"])),
  ...Object.fromEntries(["dc", "đc", "dk", "duocc"].map((word) => [word, "duoc"])),
  ...{ r: "roi", nx: "nua", nua: "nua", j: "gi", z: "vay", v: "vay", mk: "minh", mik: "minh", e: "em", a: "anh", c: "chi", t: "toi" },
  ...{ mun: "muon", lun: "luon", luong: "luon", nhen: "nhe", nghen: "nhe", nhak: "nhe", nka: "nha", pls: "please", plz: "please" },
  ...{ gium: "giup", dum: "giup", wanna: "want to", u: "you", im: "i am", "i'm": "i am", thoai: "thoi", oder: "order", od: "order" },
};

const anyOf = (...words: string[]): string => `(?:${words.join("|")})`;

const before = anyOf(
  "da|vang|u|uh|uhm|um|hmm|ok|oke|okie|okay|okela|thoi|the|vay|thi|a|oi|roi|alo|hi|hello|hey|xin loi|sorry|duoc roi|dung roi|chac chan|tot|tuyet",
  "(?:em|shop|ad|ban|anh|chi) oi|doi y roi|(?:em|minh|toi|anh|chi) doi y roi|suy nghi (?:ky )?roi|nghi lai roi|ung roi|ung qua|quyet dinh roi",
  "yes|yeah|yep|yup|no|nope|well|so|then|actually|please|sure|alright|all right|great|perfect|good|fine|never ?mind|just|oh|looks good|sounds good",
  "i changed my mind|i have changed my mind|i've changed my mind|on second thoughts?",
);
const after = anyOf(
  "di|nhe|nha|a|ak|luon|ngay|voi|ho|giup|cho|giup cho|em|minh|toi|anh|chi|shop|ad|ban|vay|thoi|duoc roi|roi|nao|nhe em|cam on|day|lien",
  "please|thanks|thank you|now|right now|right away|then|for me|for now|again|today|asap|immediately|ok|okay|already|too",
);
const whoVi = "(?:(?:em|minh|toi|tui|anh|chi|to) )?";
const wantsVi = `${whoVi}(?:(?:muon|can|xin|xin phep|phai|se|nho|nho shop|nho em|nho ban|cho|lam on|vui long|giup|hay|shop|em) )*${whoVi}`;
const thing = anyOf(
  "don(?: hang| dat| mua)?|dat hang|dat mua|dat lich|dat phong|dat cho|order|lich(?: hen| xem| xem nha| lai thu)?|cuoc hen|dang ky|ghi danh",
  "ho so|yeu cau|giao dich|mua hang|mua|lich dat|tat ca|het|toan bo|khoa hoc|khoan vay|goi vay",
);
const whichVi = "(?: (?:nay|do|kia|vua roi|vua dat|vua nay|hoi nay|luc nay|truoc|di|(?:cua )?(?:em|minh|toi|tui|anh|chi)))*";
const gently = "(?:di|giup|ho|nhe|nha|luon|cho|ngay)";
const buying = "(?:mua|dat|lay|chot|order|dang ky|hoc|vay|thue|ghi danh)";
const anymore = "(?:nua dau|nua|dau)";

const cancelling = anyOf(
  // "huy" alone may be somebody's name.
  `${wantsVi}(?:huybo|cancel)(?: bo)?(?: ${thing}){0,2}${whichVi}`,
  `${wantsVi}(?:huy|huy bo|bo|xoa|rut)(?: (?:cai|luon|giup|ho|giup em|giup minh|ho em|cho em|cho minh))? ${thing}${whichVi}`,
  `${wantsVi}huy(?: bo)? ${gently}`,
  `${whoVi}(?:khong|khoi|ngung|cam)(?: (?:muon|can|con|dinh))? ${buying}(?: (?:hang|don|cai nay|mon nay|no))? ${anymore}`,
  `thoi ${whoVi}(?:khong|khoi)(?: (?:muon|can|dinh))? ${buying}(?: (?:hang|don|cai nay|mon nay|no))?`,
  `${whoVi}(?:khong can|khong muon) nua`,
  "thoi (?:bo|dep)",
);

const itEn =
  "(?:it|that|this|everything|all of it|the whole thing|(?:my|the|this|that) (?:current |last )?(?:order|purchase|booking|reservation|appointment|viewing|enrolment|enrollment|application|request|checkout))";
const wantsEn = "(?:i (?:would like|want|need|would love|have decided) to |i'd like to |i am going to |let's |let us |help me )?";

const cancellingEn = anyOf(
  `${wantsEn}(?:please )?(?:cancel|call off|scrap|drop|abort|stop)(?: ${itEn})`,
  `${wantsEn}(?:please )?cancel`,
  "forget (?:it|about it|the order|that order)",
  "i (?:do not|don't|dont|no longer) (?:want|need)(?: to (?:buy|order|have|get))?(?: (?:it|that|this|them|the order|my order))? any ?more",
  "i no longer (?:want|need)(?: to (?:buy|order|have|get))? (?:it|that|this|them|the order|my order)",
  "(?:do not|don't|dont) (?:order|buy|place|book) (?:it|that|this|the order|anything)(?: any ?more)?",
);

const confirming = anyOf(
  `${wantsVi}(?:chot)(?: (?:don(?: hang| nay)?|mua|dat|hang|lich|cai nay|con nay|mau nay|nhu vay|the|order))?`,
  `${wantsVi}(?:dong y|xac nhan|nhat tri|quyet dinh|thong nhat)(?: la)? (?:dat|mua|dat hang|dat mua|dat lich|mua hang|don(?: hang)?(?: nay)?|chot don|chot|thanh toan|dang ky|ghi danh|giao dich|order|lay|len don|vay)`,
  `${wantsVi}(?:tien hanh )(?:dat|mua|dat hang|dat mua|dat lich|thanh toan|dang ky|ghi danh|chot don|len don)`,
  `${wantsVi}(?:len don|tao don|dat don|dat hang|dat mua)(?: (?:hang|nay))?`,
  `${wantsVi}(?:dat|mua|lay|order|dang ky|ghi danh|thanh toan)(?: (?:cai nay|con nay|mau nay|no|goi nay|khoa nay))? (?:luon|ngay|lien)`,
);

const yesEn = "(?:i (?:would like|want) to |i'd like to |i am ready to |i'll |i will |let's |let us |you can |you may |please )*";
const confirmingEn = anyOf(
  "go ahead(?: and (?:order|buy|book|place|purchase)(?: (?:it|this|that|one|the order|my order))?| with (?:it|the order|my order|the purchase))",
  `${yesEn}(?:order|buy|book|purchase|take|get) (?:it|this one|that one)`,
  `${yesEn}(?:place|confirm|submit|complete|finali[sz]e) (?:the|my|this|that) (?:order|purchase|booking|appointment)`,
  `${yesEn}(?:check ?out|proceed (?:to|with) (?:checkout|the order|my order|payment|the purchase|the payment))`,
  "i confirm(?: the order| my order| it)?|sign me up|it's a deal|deal|order confirmed",
);

const whole = (...cores: string[]) => new RegExp(`^(?:${before} )*(?:${cores.join("|")})(?: ${after})*$`);

const wishes: readonly [Wish, RegExp][] = [
  ["cancel", whole(cancelling, cancellingEn)],
  ["confirm", whole(confirming, confirmingEn)],
];

/** What the whole of a message wishes; null where it is anything else. With or without accents, as people shorten it. */
export function readWish(text: string): Wish | null {
  // "nữa đâu" denies; "đâu" alone asks where.
  if (text.length > longest || asksSomething(text.normalize("NFC").replace(/nữa\s+đâu/iu, "nữa"))) return null;
  const said = spelledOut(text);
  if (said === "" || asksSomething(said)) return null;
  return wishes.find(([, form]) => form.test(said))?.[0] ?? null;
}

/** Folded words with single spaces, without marks, spelled out. */
function spelledOut(text: string): string {
  const lower = text.normalize("NFC").toLowerCase().replaceAll("’", "'");
  const meant = collisions.reduce((said, [word, meaning]) => said.replace(word, meaning), lower);
  const words = fold(meant).match(/[a-z0-9']+/g) ?? [];
  return words
    .map((word) => word.replace(/(.)\1{2,}$/, "$1"))
    .map((word) => (Object.hasOwn(shortened, word) ? shortened[word] : word))
    .join(" ");
}
