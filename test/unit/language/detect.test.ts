import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { detectLanguage } from "../../../src/language/index.ts";

describe("the language of a message", () => {
  test.each([
    "Cho tôi xem laptop",
    "cho toi xem laptop",
    "laptop duoi 20 trieu",
    "Cái thứ 2",
    "cai thu 2",
    "So sánh với cái 4",
    "so sanh voi cai 4",
    "Mua cái đầu",
    "con nay bao nhieu",
    "đúng rồi",
    "cảm ơn",
    "xác nhận",
    "bàn phím có tiếng Việt không",
    "Điện thoại Samsung Galaxy S25 Ultra giá sao shop",
  ])("%s → vi", (text) => {
    expect(detectLanguage(text)).toEqual({ language: "vi", requested: false });
  });

  test.each([
    "Show me laptops",
    "The second one",
    "Compare with #4",
    "Buy the first one",
    "how much is it?",
    "gaming laptop under 30 million",
    "where is my order",
    "Is the MacBook Air in stock?",
    "I want a phone with a good battery",
  ])("%s → en", (text) => {
    expect(detectLanguage(text)).toEqual({ language: "en", requested: false });
  });

  test.each([
    "laptop",
    "ok",
    "hello",
    "Hi shop",
    "thanks",
    "iPhone 17 Pro Max",
    "MacBook Air M4",
    "ssd 1tb samsung",
    "16GB RAM",
    "2",
    "👍",
    "",
    "Bonjour, je voudrais un ordinateur à moins de mille",
    "Das ist ein gutes Telefon",
    "这个多少钱",
  ])("%j tells nothing, so the conversation keeps its language", (text) => {
    expect(detectLanguage(text)).toEqual({ language: "unknown", requested: false });
  });
});

describe("a request to switch", () => {
  test.each([
    "nói tiếng Anh đi",
    "noi tieng anh di",
    "dùng tiếng Anh nhé",
    "Chuyển sang tiếng Anh giúp mình",
    "trả lời bằng tiếng Anh",
    "speak English please",
    "English please",
    "in English",
    "Do you speak English?",
    "can you reply in english",
    "I don't understand Vietnamese",
    "tôi không biết tiếng Việt",
  ])("%s → en", (text) => {
    expect(detectLanguage(text)).toEqual({ language: "en", requested: true });
  });

  test.each([
    "nói tiếng Việt đi",
    "noi tieng viet di",
    "tiếng Việt nhé",
    "Please answer in Vietnamese",
    "speak Vietnamese",
    "đừng nói tiếng Anh nữa",
    "tôi không biết tiếng Anh",
    "I can't speak English",
  ])("%s → vi", (text) => {
    expect(detectLanguage(text)).toEqual({ language: "vi", requested: true });
  });
});

test("any text is read without an error", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      expect(["vi", "en", "unknown"]).toContain(detectLanguage(text).language);
    }),
    { seed: 20260114 },
  );
});
