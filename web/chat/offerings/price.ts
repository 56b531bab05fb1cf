const formats = new Map<string, Intl.NumberFormat>();

/** A price in đồng as the reader writes it: `19.990.000 ₫`, `₫19,990,000`. */
export function formatPrice(dong: number, locale: string): string {
  let format = formats.get(locale);
  if (format === undefined) {
    format = new Intl.NumberFormat(locale, { style: "currency", currency: "VND", maximumFractionDigits: 0 });
    formats.set(locale, format);
  }
  return format.format(dong);
}
