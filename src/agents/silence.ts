/** What the bot says into a customer's silence. Sentences of our own: nobody waits for them, so no model is paid for them. Pure but for chance. */
import type { StateName } from "../lifecycle/index.ts";
import type { Language, Localized, Randomness } from "../platform/ports.ts";

/** By what the customer was about to do. States that have none of their own get `others`. */
const reminders: Readonly<Record<StateName, readonly Localized[]>> = {
  purchasing: [
    {
      vi: "Dạ, đơn của anh/chị vẫn đang chờ ạ. Anh/chị muốn em hoàn tất luôn hay cần xem lại điều gì không?",
      en: "Your order is still open. Shall we finish it, or is there something you would like to go over first?",
    },
    {
      vi: "Em vẫn giữ đơn cho anh/chị đây ạ. Còn điều gì anh/chị phân vân, cứ hỏi em nhé!",
      en: "I am still holding your order here. If anything about it is unclear, just ask me!",
    },
    {
      vi: "Anh/chị ơi, mình còn một bước nữa là xong đơn rồi ạ. Anh/chị có muốn tiếp tục không?",
      en: "We are one step away from finishing your order. Would you like to go on?",
    },
  ],
  waiting_input: [
    {
      vi: "Dạ, em vẫn đang chờ câu trả lời của anh/chị ạ. Nếu chưa rõ em hỏi gì, anh/chị cứ nói để em giải thích thêm nhé.",
      en: "I am still waiting for your answer. If my question was not clear, tell me and I will explain.",
    },
    {
      vi: "Anh/chị ơi, em cần thêm thông tin vừa hỏi để làm tiếp giúp mình ạ. Khi nào tiện, anh/chị nhắn em nhé.",
      en: "To go on, I need what I just asked you for. Whenever it suits you, send it over.",
    },
    {
      vi: "Em chưa nhận được câu trả lời cho câu hỏi vừa rồi ạ. Nếu anh/chị muốn chuyển sang việc khác, cứ nói em biết nhé.",
      en: "I have not had an answer to my last question yet. If you would rather do something else, just say so.",
    },
  ],
  comparing: [
    {
      vi: "Anh/chị đã chọn được mẫu nào chưa ạ? Nếu còn phân vân, em so sánh kỹ hơn giúp mình nhé.",
      en: "Have you made up your mind yet? If not, I can compare them for you in more detail.",
    },
    {
      vi: "Dạ, anh/chị thấy lựa chọn nào hợp hơn ạ? Cho em biết anh/chị cần gì nhất, em gợi ý thêm nhé.",
      en: "Which one suits you better? Tell me what matters most to you and I will suggest one.",
    },
  ],
  others: [
    {
      vi: "Dạ, anh/chị còn ở đó không ạ? Cần em giúp gì thêm, anh/chị cứ nhắn nhé.",
      en: "Are you still there? Write to me if there is anything else I can help with.",
    },
    {
      vi: "Em vẫn ở đây ạ. Anh/chị muốn xem tiếp hay cần em tư vấn thêm điều gì không?",
      en: "I am still here. Would you like to look further, or is there something I can explain?",
    },
    {
      vi: "Không biết anh/chị đã tìm được điều mình cần chưa ạ? Nếu chưa, em tìm tiếp giúp nhé.",
      en: "Did you find what you were looking for? If not, I am happy to go on searching with you.",
    },
  ],
};

const lastWords: readonly Localized[] = [
  {
    vi: "Dạ, chắc anh/chị đang bận nên em xin phép kết thúc cuộc trò chuyện ở đây ạ. Khi nào cần, anh/chị cứ nhắn, em hỗ trợ tiếp ngay nhé!",
    en: "You seem to be busy, so I will close our chat for now. Write to me at any time and we will go on from here!",
  },
  {
    vi: "Em tạm khép cuộc trò chuyện này lại ạ. Cảm ơn anh/chị đã ghé; khi nào tiện anh/chị nhắn một câu là em có mặt ngay.",
    en: "I am closing this chat for the moment. Thank you for stopping by; one message and I am back.",
  },
  {
    vi: "Lâu rồi em chưa thấy anh/chị nhắn lại nên em xin phép dừng ở đây. Chúc anh/chị một ngày tốt lành, và hẹn gặp lại ạ!",
    en: "I have not heard from you for a while, so I will stop here. Have a good day, and see you again!",
  },
];

/** A reminder that fits where the conversation stands; another one than `before`. */
export function reminderFor(state: StateName, language: Language, before: string | undefined, random: Randomness): string {
  const fitting = Object.hasOwn(reminders, state) ? reminders[state] : undefined;
  return oneOf(fitting ?? reminders["others"] ?? [], language, before, random);
}

/** The words with which a conversation is closed in which nobody has spoken for long. */
export function lastWordsFor(language: Language, before: string | undefined, random: Randomness): string {
  return oneOf(lastWords, language, before, random);
}

function oneOf(sentences: readonly Localized[], language: Language, before: string | undefined, random: Randomness): string {
  const words = sentences.map((sentence) => sentence[language]);
  const fresh = words.filter((sentence) => sentence !== before);
  return fresh[Math.floor(random() * fresh.length)] ?? words[0] ?? "";
}
