import type { Localized } from "../platform/ports.ts";

/** What Edgewise says itself when no model does. */
export const phrases = {
  empty: {
    vi: "Dạ, em chưa có câu trả lời cho ý này. Anh/chị nói rõ hơn một chút giúp em nhé?",
    en: "Sorry, I have no answer to that yet. Could you put it another way?",
  },
  refused: {
    vi: "Dạ, em không hỗ trợ được yêu cầu này. Anh/chị cần em giúp việc gì khác không ạ?",
    en: "Sorry, I can't help with that request. Is there anything else I can do for you?",
  },
  failed: {
    vi: "Xin lỗi anh/chị, hệ thống đang gặp trục trặc nên em chưa trả lời được. Anh/chị bấm thử lại hoặc gửi lại tin nhắn giúp em nhé.",
    en: "Sorry, something went wrong and I could not finish. Please try again or send your message once more.",
  },
  busy: {
    vi: "Xin lỗi anh/chị, hiện có rất nhiều người đang nhắn. Anh/chị thử lại sau ít phút giúp em nhé.",
    en: "Sorry, a lot of people are writing right now. Please try again in a few minutes.",
  },
  toolCut: {
    vi: "Đã dừng trước khi biết kết quả.",
    en: "Stopped before the result was known.",
  },
  uncertain: {
    vi:
      "Em chưa chắc yêu cầu này đã được thực hiện hay chưa, nên em không gửi lại để tránh bị trùng. " +
      "Anh/chị bấm thử lại để em kiểm tra, hoặc em nhờ nhân viên xác nhận giúp ạ.",
    en:
      "I am not sure whether this request went through, so I have not sent it again: it must not happen twice. " +
      "Press try again and I will check, or a member of staff can confirm it for you.",
  },
  notDone: {
    vi: "Yêu cầu chưa được thực hiện vì hệ thống bên kia không trả lời. Anh/chị thử lại sau ít phút giúp em nhé.",
    en: "The request did not go through, because the other side did not answer. Please try again in a few minutes.",
  },
  resting: {
    vi: "Chức năng này vừa gặp lỗi nhiều lần liên tiếp nên em tạm chưa dùng được. Khoảng {seconds} giây nữa anh/chị thử lại giúp em nhé.",
    en: "This has failed several times in a row, so I cannot use it just now. Please try again in about {seconds} seconds.",
  },
  uncertainAdvice: {
    vi: "Không ai biết việc này đã xảy ra hay chưa. Hãy nói thật như vậy với khách, KHÔNG gọi lại công cụ cho việc này, và đề nghị kiểm tra hoặc nhờ nhân viên.",
    en: "Nobody knows whether this has happened. Tell the customer so, do NOT call the tool again for it, and offer a check or a member of staff.",
  },
  dryRun: {
    vi: "Chạy thử: không có gì được gửi đi hay thay đổi. Hãy nói rõ với khách rằng đây là bản thử.",
    en: "A dry run: nothing was sent and nothing has changed. Tell the customer that this is a trial.",
  },
  outOfTime: {
    vi: "Dạ, câu này cần nhiều thời gian hơn em có cho một lượt trả lời nên em xin dừng ở đây. Anh/chị nhắn tiếp hoặc hỏi từng phần nhỏ giúp em nhé.",
    en: "This takes more time than I have for one answer, so I stop here. Write on, or ask for one part at a time, and I will continue.",
  },
  outOfBudget: {
    vi: "Dạ, em đã dùng hết giới hạn của một lượt trả lời nên em xin dừng ở đây. Anh/chị nhắn tiếp hoặc hỏi từng phần nhỏ giúp em nhé.",
    en: "I have reached the limit of a single answer, so I stop here. Write on, or ask for one part at a time, and I will continue.",
  },
  greeting: {
    vi: "Dạ, em chào anh/chị! Em có thể giúp gì cho anh/chị hôm nay ạ?",
    en: "Hello! How can I help you today?",
  },
  farewell: {
    vi: "Cảm ơn anh/chị đã ghé thăm. Khi nào cần, anh/chị cứ nhắn em nhé!",
    en: "Thank you for stopping by. Write to me whenever you need anything!",
  },
} as const satisfies Record<string, Localized>;
