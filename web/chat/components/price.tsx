import { useTexts } from "../i18n/index.ts";
import { formatPrice } from "../offerings/price.ts";

export function Price({ amount, large = false }: { amount: number | null | undefined; large?: boolean }) {
  const { locale, offerings } = useTexts();
  return (
    <span className={large ? "price price-large" : "price"}>{amount == null ? offerings.priceOnRequest : formatPrice(amount, locale)}</span>
  );
}
