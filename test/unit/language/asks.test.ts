import fc from "fast-check";
import { expect, test } from "vitest";
import { asksSomething } from "../../../src/language/index.ts";

test.each([
  "Căn đầu hướng nào?",
  "Cái này bao nhiêu tiền",
  "cai nay bao nhieu",
  "Máy còn hàng không ạ",
  "may con hang ko",
  "Đổi trả được không",
  "Cái nào tốt hơn",
  "Shop ở đâu vậy shop, ở chỗ nào",
  "Cho mình hỏi. RAM này là gì",
  "Mua laptop. Giao hàng bao lâu",
  "How much is the second one",
  "hello, what colours are there",
  "Can you compare them",
  "Is it in stock",
  "I like it. Does it have a warranty",
  "Bạn tên gì",
  "多少钱？",
])("asks: %s", (text) => {
  expect(asksSomething(text)).toBe(true);
});

test.each([
  "Cho tôi xem laptop",
  "Mua cái đầu",
  "Không có gì",
  "không, cảm ơn",
  "Không sao đâu",
  "Cái nào cũng được",
  "Tìm căn 3PN ở Quận 1",
  "cần mua máy tính",
  "Show me laptops",
  "do it",
  "What a nice laptop",
  "xem https://shop.example/a?id=7 nhé",
  "5 sao",
  "ok",
  "",
])("does not ask: %s", (text) => {
  expect(asksSomething(text)).toBe(false);
});

test("any text is judged, and a mark at its end makes it a question", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => asksSomething(`${text} ?`)),
    { seed: 7 },
  );
});

test("a very long message takes no longer than a short one", () => {
  const text = "có ".repeat(10_000);
  expect(asksSomething(text)).toBe(false);
  expect(asksSomething(`${text}?`)).toBe(true);
});
