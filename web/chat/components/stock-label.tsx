import { fill, useTexts } from "../i18n/index.ts";

const FEW = 5;

/** Whether it can be had: a dot and a word, so that colour alone says nothing. */
export function StockLabel({ stock }: { stock: number | null | undefined }) {
  const { offerings } = useTexts();
  if (stock === null || stock === undefined) return null;
  const level = stock <= 0 ? "none" : stock <= FEW ? "few" : "plenty";
  const words = { none: offerings.outOfStock, few: fill(offerings.fewLeft, { count: stock }), plenty: offerings.inStock };
  return (
    <span className="stock" data-level={level}>
      {words[level]}
    </span>
  );
}
