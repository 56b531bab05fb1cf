/** How customers say what they do not want, as patterns of folded terms. Pure. */

const no = "khong|ko|k|hong|hok|kg|khg|chang|do not|dont|does not|doesnt|not|never|no|without|non";
const wish =
  "phai|la|lay|thich|thik|mua|muon|can|ham|me|xai|dung|chon|tim|xem|cho|de|co|want|wants|like|love|need|needs|show|include|buy|prefer|interested in|a fan of|looking for|me";
const leave =
  "ngoai tru|loai tru|loai bo|(?<!luu )tru|ngoai|bo qua|bo|tranh|ghet|chan|dung (?:lay|mua|chon|thich|cho|dua|de|tim|can)|except(?:ing)?(?: for)?|anything but|everything but|all but|other than|apart from|aside from|besides|excluding|excludes?|skip|avoid|remove|minus|hate|dislike|instead of";
const link =
  "hang|thuong hieu|nhan hieu|nhan|cua|con|may|mau|dong|cac|nhung|may tinh|brands?|from|by|any|the|a|an|of|made by|anything|hieu";
/** What stands before something unwanted: "khong lay", "tru hang", "not a", "anything except". */
export const refusal = `(?:(?:${no})(?: (?:${wish}))*|${leave})(?: (?:${link}))*`;
/** "loai HP ra", "HP thi khong", "samsung khong thich". */
export const refusalAround: readonly (readonly [before: string, after: string])[] = [
  ["(?:loai|bo|gat|cat)(?: (?:hang|cac|may|con))* ", " (?:ra|di)"],
  ["", " (?:thi )?(?:khong|ko|k|hong) (?:thich|thik|lay|mua|muon|ham|can|xai)"],
  ["", " thi (?:khong|ko|k|hong|thoi)"],
];
/** Joins what is refused in one breath: "khong lay HP va Dell". */
export const refusalJoin = " (?:(?:va|voi|hay|hoac|lan|cung nhu|or|and|nor) )?(?:(?:hang|ca) )?";

const endsWithRefusal = new RegExp(`(?<![a-z0-9])${refusal} ?$`);

/** Whether the words before something refuse it. */
export function isRefused(before: string): boolean {
  return endsWithRefusal.test(before);
}

/** Spells "don’t" as one word, "đừng" apart from "dùng", and drops the "không" that ends a clause: it asks, or stands alone. */
export function spellRefusals(text: string): string {
  return text
    .normalize("NFC")
    .replace(/n['’‘]t(?![\p{L}])/giu, "nt")
    .replace(/(?<!\p{L})đừng(?!\p{L})/giu, "không")
    .replace(/(?<!\p{L})(?:không|khong|ko|k|hông|no|not)(?=\s*[,.;?!])/giu, " ");
}

/** A line of products that is all of one brand is refused as the brand. */
const lines: readonly (readonly [line: string, type: string, brand: string])[] = [
  ["iphones?", "phone", "Apple"],
  ["macbooks?", "laptop", "Apple"],
  ["(?:samsung )?galaxy", "phone", "Samsung"],
];

/** "khong lay iphone" → "phone khong lay apple", for a shop that sells both. Folded. */
export function brandsForLines(folded: string, vocabulary: { types: readonly string[]; brands: readonly string[] }): string {
  return lines.reduce((text, [line, type, brand]) => {
    if (!vocabulary.types.includes(type) || !vocabulary.brands.includes(brand)) return text;
    return text.replace(new RegExp(`(?<![a-z0-9])(${refusal}) ${line}(?![a-z0-9])(?! \\d)`, "g"), `${type} $1 ${brand.toLowerCase()}`);
  }, folded);
}
