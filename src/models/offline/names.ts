/** Names as a sentence has room for: a card beside it, or the list before it, has them in full. Pure. */
import type { Offering } from "./results.ts";

/** Configurations that catalogues add: "(i5/16GB/512GB)". */
const configuration = /\s*\([^()]*\)/g;
/** The kind of goods that a name begins with where no brand follows it. */
const leadingKind =
  /^(?:laptop(?: gaming)?|điện thoại|máy tính bảng|máy tính|ổ cứng|màn hình|tai nghe|smartphone|phone|tablet)\s+(?=\p{L})/iu;

type Named = Pick<Offering, "name"> & Partial<Pick<Offering, "brand">>;

/** "Laptop Lenovo IdeaPad Slim 3 (i5/16GB)" → "Lenovo IdeaPad Slim 3". */
export function shortName({ name, brand }: Named): string {
  const plain = name.replace(configuration, "").trim() || name;
  const at = brand ? plain.toLowerCase().search(new RegExp(`(?<!\\p{L})${escaped(brand.toLowerCase())}(?!\\p{L})`, "u")) : -1;
  return at > 0 ? plain.slice(at) : plain.replace(leadingKind, "");
}

/** Short names, in order; those that would sound the same are told in full. */
export function shortNames(offerings: readonly Named[]): string[] {
  const short = offerings.map(shortName);
  return short.map((name, at) => (short.filter((other) => other === name).length > 1 ? (offerings[at]?.name ?? name) : name));
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
