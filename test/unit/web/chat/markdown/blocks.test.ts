import { expect, it } from "vitest";
import { blocksOf, shownText } from "../../../../../web/chat/markdown/blocks.ts";

it("an amount stays on one line with its currency, other words may break", () => {
  expect(shownText("Giá 15.990.000 ₫ và 20 đ.")).toBe("Giá 15.990.000\u00a0₫ và 20\u00a0đ.");
  expect(shownText("còn 4 đôi")).toBe("còn 4 đôi");
});

it("decodes the entities of markdown", () => {
  expect(shownText("R&amp;D &lt;b&gt;")).toBe("R&D <b>");
});

it("what shows nothing is no block", () => {
  expect(blocksOf("a\n\nb\n\n[x]: https://shop.example", false).map(({ type }) => type)).toEqual(["paragraph", "paragraph"]);
});
