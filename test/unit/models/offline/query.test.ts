import { describe, expect, it } from "vitest";
import { queryOf } from "../../../../src/models/offline/query.ts";

describe("the customer's own words for what they look for", () => {
  it.each([
    ["Cho tôi xem laptop", "laptop"],
    ["Shop ơi cho mình xem laptop dưới 20 triệu với ạ!", "laptop dưới 20 triệu"],
    ["co con laptop nao duoi 20tr k", "laptop duoi 20tr"],
    ["Show me some gaming laptops, please.", "gaming laptops"],
    ["I'm looking for a phone between 5 and 10 million", "phone between 5 and 10 million"],
    ["cho xem bàn phím cơ", "bàn phím cơ"],
    ["màn hình cỡ 27 inch", "màn hình cỡ 27 inch"],
    ["còn hàng không ạ?", ""],
    ["", ""],
  ])("%s → %s", (said, query) => {
    expect(queryOf(said)).toBe(query);
  });

  it("keeps a word whose accents make it another word than the filler", () => {
    expect(queryOf("có cơ")).toBe("cơ");
    expect(queryOf("co")).toBe("");
  });
});
