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
    vi: "Đã dừng trước khi có kết quả.",
    en: "Stopped before there was a result.",
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
