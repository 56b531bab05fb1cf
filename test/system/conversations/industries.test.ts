/** Journeys of finance, auto and education through the real front door, on the offline model: exact states, and an attempt to buy too early. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startStack, type Stack } from "../../support/stack.ts";
import { api, query } from "../../support/client.ts";

/** What the customer says, the state it leads to, and what the answer holds. */
type Line = [say: string, state: string, answer: RegExp];

const finance = (...say: string[]): Line[] => {
  const lines: [string, RegExp][] = [
    ["browsing", /./],
    // Nobody signs before something was worked out: the bot shows the offer instead.
    ["viewing", /./],
    // What it lacks is asked for, and waited for.
    ["waiting_input", /thu nhập|earn a month/],
    ["waiting_input", /tỉnh, thành phố|city or province/],
    ["waiting_input", /nợ xấu|bad debt/],
    ["analyzing", /750 \(Good\).*50[.,]000[.,]000/],
    ["analyzing", /2[.,]\d{3}[.,]\d{3}/],
    ["purchasing", /DH-|http/],
  ];
  return lines.map(([state, answer], at) => [say[at] ?? "", state, answer]);
};

const auto = (...say: string[]): Line[] => {
  const lines: [string, RegExp][] = [
    ["browsing", /./],
    ["viewing", /./],
    ["waiting_input", /km/],
    ["analyzing", /Mazda 3.*2020.*50[.,]000 km/i],
    ["analyzing", /84/],
    ["purchasing", /DH-|http/],
  ];
  return lines.map(([state, answer], at) => [say[at] ?? "", state, answer]);
};

/** A test of eight questions between a look around and enrolling; what was answered is kept from turn to turn. */
const education = (look: string, begin: string, answer: string, enrol: string): Line[] => [
  [look, "browsing", /./],
  [begin, "waiting_input", /1(?:\/| of )8/],
  ...Array.from({ length: 7 }, (_none, at): Line => [answer, "waiting_input", new RegExp(`${at + 2}(?:/| of )8`)]),
  [answer, "analyzing", /\/8 câu|of 8 right/],
  [enrol, "purchasing", /DH-|http/],
];

const journeys: [name: string, bot: string, lines: Line[]][] = [
  [
    "finance in Vietnamese",
    "bot_demo_finance",
    finance(
      "Cho tôi xem các gói vay",
      "Mua cái thứ 2",
      "Chấm điểm tín dụng giúp tôi",
      "20 triệu",
      "Hà Nội",
      "Không có nợ xấu",
      "Tính trả góp 50 triệu trong 2 năm",
      "Đăng ký luôn",
    ),
  ],
  [
    "finance in Vietnamese without accents",
    "bot_demo_finance",
    finance(
      "cho toi xem cac goi vay",
      "mua cai thu 2",
      "cham diem tin dung giup toi",
      "20tr",
      "ha noi",
      "khong co no xau",
      "tinh tra gop 50tr trong 24 thang",
      "dang ky luon",
    ),
  ],
  [
    "finance in English",
    "bot_demo_finance",
    finance(
      "Show me loans",
      "Buy the second one",
      "Check my credit score please",
      "20 million",
      "I live in Hanoi",
      "no bad debt",
      "Work out instalments for 50 million over 2 years",
      "Sign me up",
    ),
  ],
  [
    "auto in Vietnamese",
    "bot_demo_auto",
    auto("Cho tôi xem xe", "Cái đầu", "Định giá xe cũ Mazda 3 đời 2020 giúp tôi", "50.000 km", "Tính trả góp giúp tôi", "Mua cái này"),
  ],
  [
    "auto in Vietnamese without accents",
    "bot_demo_auto",
    auto("cho toi xem xe", "cai dau", "dinh gia xe cu mazda 3 doi 2020 giup toi", "5 van", "tinh tra gop giup toi", "mua cai nay"),
  ],
  [
    "auto in English",
    "bot_demo_auto",
    auto("Show me cars", "The first one", "Value my car, a Mazda 3 of 2020", "50,000 km", "Work out the instalments please", "Buy it"),
  ],
  [
    "education in Vietnamese",
    "bot_demo_education",
    education("Cho tôi xem khoá học", "Kiểm tra trình độ IELTS giúp em", "câu b ạ", "Ghi danh cái đầu"),
  ],
  [
    "education in English",
    "bot_demo_education",
    education("Show me courses", "I'd like a placement test for TOEIC", "B", "Buy the first one"),
  ],
];

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.stop());

describe.each(journeys)("%s", (_name, botId, lines) => {
  it("goes through exactly its states", async () => {
    const call = api(stack.url);
    const begun = await call("POST", "/v1/conversations", { user_id: "customer", bot_id: botId });
    expect(begun.status).toBe(201);
    const id = begun.body.conversation_id;
    const told: unknown[] = [];
    for (const [text, state, answer] of lines) {
      const { status, body } = await call("POST", `/v1/conversations/${id}/messages`, { text });
      expect(status).toBe(200);
      told.push([text, body.state]);
      expect([text, body.message.content]).toEqual([text, expect.stringMatching(answer)]);
      expect(told.at(-1)).toEqual([text, state]);
    }
    const refused = await query(
      stack,
      "SELECT count(*)::int AS count FROM conversation_log WHERE conversation_id = $1 AND kind IN ('state.refused', 'tool.blocked')",
      [id],
    );
    expect(refused).toEqual([{ count: 0 }]);
  });
});
