/** What customers ask to be worked out, by the tool that does it: data. The tools read numbers themselves, so words are passed on as they are. */
import { readMoney, readMonths, readYear, readYearlyRate } from "../../../language/index.ts";

/** What of a message, folded, is an argument; null where it says nothing of it. */
type Finder = (folded: string) => string | null;

export interface Errand {
  tool: string;
  /** What asks for it, folded. */
  asks: RegExp;
  takes: Readonly<Record<string, Finder>>;
}

const asking = (...alternatives: string[]): RegExp => new RegExp(`(?<![a-z0-9])(?:${alternatives.join("|")})(?![a-z0-9])`);

/** As much as the tools take for an argument. */
const LONGEST = 200;

/** The whole message, where something of the kind can be read in it. */
const whole =
  (read: (text: string) => number | null): Finder =>
  (folded) =>
    read(folded.slice(0, LONGEST)) === null ? null : folded.slice(0, LONGEST);

/** The first group of the pattern, or all of it. */
const part =
  (pattern: RegExp): Finder =>
  (folded) => {
    const match = pattern.exec(folded);
    return match ? (match[1] ?? match[0]).trim() : null;
  };

const carMakes = "mazda|kia(?= [a-z])|toyota|honda|hyundai|ford|vinfast|mitsubishi|suzuki|nissan|chevrolet|mercedes|bmw|audi|peugeot";
const notOfAModel = "of|the|doi|nam|year|model|odo|di|da|chay|duoc|voi|with|from|built|driven|and|condition|tinh";

export const errands: readonly Errand[] = [
  {
    tool: "trade_in_valuation",
    asks: asking(
      "dinh gia",
      "(?:thu|ban) lai xe",
      "doi xe(?: cu)?",
      "len doi",
      "xe cu cua (?:toi|minh|em|anh|chi)",
      "trade[- ]in",
      "value my car",
      "my (?:old )?car worth",
      "worth of my car",
    ),
    takes: {
      model: part(new RegExp(`(?<![a-z0-9])((?:${carMakes})(?: (?!(?:${notOfAModel})(?![a-z])|\\d{2,})[a-z0-9-]+){0,2})`)),
      year: (folded) => readYear(folded)?.toString() ?? null,
      odo: part(
        /(?<![a-z0-9.,])(\d[\d.,]*(?: ?(?:k|van|nghin|ngan|thousand))?(?: ruoi)? ?(?:km|cay|kilomet(?:re|er)?s?)|\d[\d.,]* ?(?:van|k|nghin|ngan)(?: ruoi)?)(?![a-z])/,
      ),
    },
  },
  {
    tool: "credit_scoring",
    asks: asking(
      "(?:cham |tinh |xem |kiem tra )?(?:diem )?tin dung",
      "(?:du|co du) dieu kien vay",
      "vay duoc (?:toi da )?bao nhieu",
      "credit (?:score|scoring|rating|check)",
      "how much can i borrow",
    ),
    takes: {
      income: whole(readMoney),
      location: part(
        /(?<![a-z])(?:song o|o tai|o|tai|live in|living in|from|in) ((?!muc|dau|cho)[a-z][a-z. ]*[a-z])(?=$|[,;.!?])|(?<![a-z])((?:ha noi|hn|tp\.? ?hcm|hcm|sai gon|da nang|hue|can tho|hai phong))(?![a-z])/,
      ),
      debt_status: part(
        /(?<![a-z])((?:(?:khong|ko|chua|dang|co|tung|bi|no|any|have|never|had)(?: (?:co|tung|bi|he|had|any))* )?(?:no xau|bad debts?)|none|khong(?: co)?(?: no)?(?=$|[,.!]| a$)|no(?=$|[,.!]))/,
      ),
    },
  },
  {
    tool: "loan_instalments",
    asks: asking(
      "(?:tinh |bang )?tra gop",
      "tinh (?:khoan |tien )?vay",
      "vay .*(?:moi thang|hang thang)",
      "(?:moi|hang) thang tra",
      "instal?ments?",
      "monthly payments?",
      "(?:work out|calculate) (?:a |the )?loan",
    ),
    takes: {
      amount: whole(readMoney),
      months: whole(readMonths),
      rate: part(/(\d+(?:[.,]\d+)? ?(?:%|phan tram|percent)(?: ?\/? ?(?:nam|thang|year|month))?)/),
    },
  },
  {
    tool: "get_market_data",
    asks: asking(
      "gia vang",
      "vang (?:sjc|nhan)",
      "ty gia",
      "gia (?:co phieu|usd|do)",
      "lai suat",
      "chung khoan",
      "gold price",
      "price of gold",
      "exchange rate",
      "(?:stock|share) price",
      "interest rates?",
      "vn-?index",
    ),
    takes: {
      symbol: (folded) => folded.slice(0, LONGEST),
      date: part(/(hom qua|hom kia|yesterday|(?:ngay )?\d{1,2}\/\d{1,2}(?:\/\d{4})?|ngay \d{1,2} thang \d{1,2})/),
    },
  },
  {
    tool: "get_strategic_analysis",
    asks: asking(
      "phan tich",
      "nhan dinh",
      "co nen (?:mua|dau tu|gui|giu)",
      "chien luoc",
      "analys[ei]s",
      "outlook",
      "should i (?:invest|buy gold)",
      "strateg(?:y|ic)",
    ),
    takes: { topic: (folded) => folded.slice(0, LONGEST) },
  },
  {
    tool: "assessment_test",
    asks: asking(
      "(?:kiem tra|danh gia|test)(?: thu)?(?: lai)? (?:trinh do|dau vao|nang luc)",
      "lam (?:bai )?(?:test|kiem tra)",
      "(?:bai )?test (?:dau vao|trinh do)",
      "placement test",
      "test my (?:level|english)",
      "assessment",
    ),
    takes: {
      test_type: part(/(?<![a-z])(ielts|toeic|giao tiep|general|tieng anh|english)(?![a-z])/),
      current_level: part(
        /(?<![a-z0-9])(mat goc|moi bat dau|[abc][12]|beginner|elementary|intermediate|advanced|so cap|trung cap)(?![a-z0-9])/,
      ),
      target_score: part(/(?:muc tieu|target|dat|aim(?:ing)? for|reach)(?: (?:la|is|of|toeic|ielts|duoc))* (\d[\d.,]*)/),
    },
  },
];

/** What is read where a tool has asked for one argument alone. */
export const answers: Readonly<Record<string, Finder>> = {
  income: whole(readMoney),
  amount: whole(readMoney),
  months: whole(readMonths),
  rate: whole(readYearlyRate),
  year: (folded) => readYear(folded)?.toString() ?? null,
  answer: part(
    /^(?:(?:cau|dap an|chon|em chon|toi chon|minh chon|answer|option|i choose|i think it is) )*([a-e])(?: (?:a|nhe|nha|please))*[.!]?$/,
  ),
};
