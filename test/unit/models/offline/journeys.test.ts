import { describe, expect, it } from "vitest";
import { createShopModel } from "../../../../src/models/offline/model.ts";
import { openShop, type Called } from "../../../support/model-servers/fake-shop.ts";

const model = createShopModel({ delayMs: 0, sleep: () => Promise.reject(new Error("must not wait")) });

interface Line {
  say: string;
  calls: Called[];
  state: string;
  text: string[];
}

const search = (query: string, filters?: object): Called => ({
  tool: "search_offerings",
  input: { query, ...(filters ? { filters } : {}) },
});
const details = (position: number): Called => ({ tool: "get_offering_details", input: { position } });
const compare = (input: object): Called => ({ tool: "compare_offerings", input });
const checkout = (payload: object): Called => ({ tool: "trigger_web_hook", input: { action: "checkout", payload } });

const golden = (say: [string, string, string, string], query: string, text: string[][]): Line[] => [
  { say: say[0], calls: [search(query)], state: "browsing", text: text[0] ?? [] },
  { say: say[1], calls: [details(2)], state: "viewing", text: text[1] ?? [] },
  { say: say[2], calls: [compare({ positions: [4], with_focus: true })], state: "comparing", text: text[2] ?? [] },
  { say: say[3], calls: [checkout({ items: [{ position: 1, quantity: 1 }] })], state: "purchasing", text: text[3] ?? [] },
];

const vietnamese = [
  ["5 mẫu", "từ 15.490.000₫ đến 25.990.000₫", "mẫu số 1, Alfa Breeze 14", "mẫu số 4, Gamma Zephyr 14, đang tạm hết hàng"],
  ["Beta Notus 15 có giá 17.990.000₫", "chỉ còn 2 sản phẩm", "RAM 16 GB"],
  ["Beta Notus 15 rẻ hơn Gamma Zephyr 14 1.500.000₫", "số 1 là Beta Notus 15 và số 2 là Gamma Zephyr 14"],
  ["DH-1", "17.990.000₫", "https://pay.test/DH-1", "đã thanh toán"],
];
const english = [
  ["5", "from 15,490,000 VND to 25,990,000 VND", "number 1, Alfa Breeze 14", "Number 4, Gamma Zephyr 14, is sold out"],
  ["Beta Notus 15 costs 17,990,000 VND", "only 2 left", "RAM 16 GB"],
  ["Beta Notus 15 is 1,500,000 VND cheaper than Gamma Zephyr 14", "number 1 is Beta Notus 15 and number 2 is Gamma Zephyr 14"],
  ["DH-1", "17,990,000 VND", "https://pay.test/DH-1", "I've paid"],
];

describe("the shop's journeys", () => {
  it.each<{ name: string; language: "vi" | "en"; lines: Line[] }>([
    {
      name: "the golden one in Vietnamese",
      language: "vi",
      lines: golden(["Cho tôi xem laptop", "Cái thứ 2", "So sánh với cái 4", "Mua cái đầu"], "laptop", vietnamese),
    },
    {
      name: "the golden one without accents",
      language: "vi",
      lines: golden(["cho toi xem laptop", "cai thu 2", "so sanh voi cai 4", "mua cai dau"], "laptop", vietnamese),
    },
    {
      name: "the golden one in English",
      language: "en",
      lines: golden(["Show me laptops", "The second one", "Compare it with number 4", "Buy the first one"], "laptops", english),
    },
    {
      name: "narrowing, a question, and paying",
      language: "vi",
      lines: [
        { say: "tìm laptop dưới 30 triệu", calls: [search("laptop dưới 30 triệu")], state: "searching", text: ["5 mẫu"] },
        { say: "chỉ lấy Alfa thôi", calls: [search("Alfa", { narrow: true })], state: "filtering", text: ["Alfa Storm 16"] },
        { say: "cái 2 nặng bao nhiêu", calls: [details(2)], state: "viewing", text: ["nặng 1,6 kg"] },
        {
          say: "chốt luôn nhé",
          calls: [checkout({ items: [{ code: "NB-12", quantity: 1 }] })],
          state: "purchasing",
          text: ["22.990.000₫"],
        },
        { say: "thanh toán", calls: [], state: "purchasing", text: ["DH-1", "https://pay.test/DH-1"] },
        { say: "tôi đã thanh toán rồi", calls: [checkout({ items: [], confirm: true })], state: "completed", text: ["đã được xác nhận"] },
      ],
    },
    {
      name: "comparing while browsing, through the details that lead there",
      language: "vi",
      lines: [
        { say: "Cho tôi xem laptop", calls: [search("laptop")], state: "browsing", text: [] },
        {
          say: "So sánh cái 1 và cái 3",
          calls: [details(1), compare({ positions: [1, 3] })],
          state: "comparing",
          text: ["Alfa Breeze 14 rẻ hơn Alfa Storm 16 7.500.000₫"],
        },
      ],
    },
    {
      name: "buying out of a search, through the details that lead there",
      language: "en",
      lines: [
        { say: "laptop under 30 million", calls: [search("laptop under 30 million")], state: "searching", text: [] },
        {
          say: "I'll take the third one",
          calls: [details(3), checkout({ items: [{ position: 3, quantity: 1 }] })],
          state: "purchasing",
          text: ["22,990,000 VND"],
        },
      ],
    },
    {
      name: "answers that complete what was left open",
      language: "vi",
      lines: [
        { say: "Cho tôi xem laptop", calls: [search("laptop")], state: "browsing", text: [] },
        { say: "so sánh", calls: [], state: "browsing", text: ["so sánh những mẫu nào"] },
        { say: "cái 1 và 2", calls: [details(1), compare({ positions: [1, 2] })], state: "comparing", text: ["Beta Notus 15"] },
        { say: "mua", calls: [], state: "comparing", text: ["đặt mẫu nào"] },
        { say: "cái 2", calls: [checkout({ items: [{ position: 2, quantity: 1 }] })], state: "purchasing", text: ["17.990.000₫"] },
      ],
    },
    {
      name: "the list again, after a comparison has taken its first places",
      language: "vi",
      lines: [
        { say: "Cho tôi xem laptop", calls: [search("laptop")], state: "browsing", text: [] },
        {
          say: "so sánh cái 2 và cái 5",
          calls: [details(2), compare({ positions: [2, 5] })],
          state: "comparing",
          text: ["số 2 là Delta Gale 15"],
        },
        { say: "con delta nặng bao nhiêu", calls: [details(2)], state: "viewing", text: ["Delta Gale 15: nặng 1,6 kg"] },
        {
          say: "xem lại danh sách",
          calls: [{ tool: "search_offerings", input: {} }],
          state: "browsing",
          text: ["mẫu số 1, Alfa Breeze 14"],
        },
        { say: "cái 1", calls: [details(1)], state: "viewing", text: ["Alfa Breeze 14 có giá 15.490.000₫"] },
      ],
    },
    {
      name: "an empty narrowing that is widened",
      language: "vi",
      lines: [
        { say: "Cho tôi xem laptop", calls: [search("laptop")], state: "browsing", text: [] },
        { say: "chỉ lấy Omega thôi", calls: [search("Omega", { narrow: true })], state: "filtering", text: ["toàn bộ cửa hàng"] },
        { say: "ừ", calls: [search("Omega")], state: "browsing", text: [] },
      ],
    },
  ])("$name", async ({ language, lines }) => {
    const shop = openShop(model, language);
    for (const line of lines) {
      const { text, calls, state } = await shop.say(line.say);
      expect({ say: line.say, calls, state }).toEqual({ say: line.say, calls: line.calls, state: line.state });
      for (const words of line.text) expect(text).toContain(words);
    }
  });

  it("follows the golden states exactly", async () => {
    const shop = openShop(model, "vi");
    for (const words of ["Cho tôi xem laptop", "Cái thứ 2", "So sánh với cái 4", "Mua cái đầu"]) await shop.say(words);
    expect(shop.states).toEqual(["idle", "browsing", "viewing", "comparing", "purchasing"]);
  });

  it("says a tool's own words when it refuses, and makes no second try", async () => {
    const shop = openShop(model, "vi", ({ tool }) =>
      tool === "search_offerings" ? null : { error: "Mẫu này vừa ngừng bán.", code: "not_found" },
    );
    await shop.say("Cho tôi xem laptop");
    const { text, calls } = await shop.say("So sánh cái 1 và cái 3");
    expect(calls).toEqual([details(1)]);
    expect(text).toBe("Mẫu này vừa ngừng bán.");
  });

  it("puts the gate's refusal into words of its own", async () => {
    const blocked = { error: "Tool không được phép ở trạng thái hiện tại", code: "tool_not_allowed", state: "idle" };
    const shop = openShop(model, "en", () => blocked);
    const { text } = await shop.say("Show me laptops");
    expect(text).toContain("I can't do that at this step yet");
    expect(text).not.toContain("Tool");
  });

  it("answers the same words to the same prompt, every time", async () => {
    const tell = async () => {
      const shop = openShop(model, "vi");
      const answers = [];
      for (const words of ["Chào shop", "Cho tôi xem laptop", "Cái thứ 2", "buồn quá"]) answers.push(await shop.say(words));
      return { answers, prompt: shop.prompt };
    };
    expect(await tell()).toEqual(await tell());
  });
});
