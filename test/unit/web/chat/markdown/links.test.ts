import { expect, it } from "vitest";
import { safeLink } from "../../../../../web/chat/markdown/links.ts";

it("safeLink knows the addresses that a page may link to", () => {
  const base = "https://shop.example/";
  expect(safeLink("mailto:a@b.vn", base)).toBe("mailto:a@b.vn");
  expect(safeLink("tel:19001234", base)).toBe("tel:19001234");
  expect(safeLink("http://127.0.0.1:4000/checkout/1", base)).toBe("http://127.0.0.1:4000/checkout/1");
  expect(safeLink("http://[", base)).toBeNull();
});
