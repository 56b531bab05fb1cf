import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { spoken, takeSentences } from "../../../../../web/chat/speech/sentences.ts";

describe("takeSentences", () => {
  it("takes whole sentences and waits with the one that is still growing", () => {
    expect(takeSentences("Chào bạn! Mình có 5 mẫu. Bạn muốn", 0, false)).toEqual({ sentences: ["Chào bạn!", "Mình có 5 mẫu."], next: 24 });
  });

  it("does not end a sentence inside a price or a number", () => {
    expect(takeSentences("Giá 19.990.000 ₫, xung 3.5 GHz", 0, false).sentences).toEqual([]);
  });

  it("waits after a mark until it knows that nothing belongs to it", () => {
    expect(takeSentences("Giá từ 15.", 0, false).sentences).toEqual([]);
    expect(takeSentences("Giá từ 15.990.000 ₫. ", 0, false).sentences).toEqual(["Giá từ 15.990.000 ₫."]);
  });

  it("does not take a list's number for a sentence", () => {
    expect(takeSentences("1. Lenovo Slim 5\n2. Dell", 0, false).sentences).toEqual(["Lenovo Slim 5"]);
  });

  it("says the rest when the answer is done", () => {
    expect(takeSentences("Mời bạn chọn", 0, true)).toEqual({ sentences: ["Mời bạn chọn"], next: 12 });
  });

  it("goes on where it left off", () => {
    const first = takeSentences("Một. Hai", 0, false);
    expect(takeSentences("Một. Hai. Ba", first.next, true).sentences).toEqual(["Hai.", "Ba"]);
  });

  it("says the same whether the text comes whole or by the letter", () => {
    const texts = fc
      .array(fc.constantFrom("Chào bạn. ", "Giá 15.990.000 ₫! ", "1. ", "máy ", "\n", "**tốt** ", "Bạn thích chứ? "), { maxLength: 12 })
      .map((words) => words.join(""));
    fc.assert(
      fc.property(texts, (text) => {
        const whole = takeSentences(text, 0, true).sentences;
        const heard: string[] = [];
        let next = 0;
        for (let end = 1; end <= text.length + 1; end++) {
          const taken = takeSentences(text.slice(0, end), next, end > text.length);
          heard.push(...taken.sentences);
          next = taken.next;
        }
        expect(heard).toEqual(whole);
      }),
      { seed: 20261120 },
    );
  });
});

describe("spoken", () => {
  it("drops the marks of markdown and keeps the words", () => {
    expect(spoken("## **Dell** `14` nhẹ hơn, xem [ở đây](https://shop.example/a)")).toBe("Dell 14 nhẹ hơn, xem ở đây");
    expect(spoken("- Hay đi: *Dell*")).toBe("Hay đi: Dell");
    expect(spoken("| RAM | 16 GB |")).toBe("RAM, 16 GB");
  });
});
