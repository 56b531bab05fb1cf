import { expect, it } from "vitest";
import { formatPrice } from "../../../../../web/chat/offerings/price.ts";

const plain = (text: string): string => text.replaceAll("\u00a0", " ");

it("prices read as the reader's language writes them", () => {
  expect(plain(formatPrice(19_990_000, "vi-VN"))).toBe("19.990.000 ₫");
  expect(formatPrice(19_990_000, "en-US")).toBe("₫19,990,000");
});
