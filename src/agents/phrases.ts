import type { Localized } from "../platform/ports.ts";

/** What Edgewise says itself when no model does. */
export const phrases = {
  empty: {
    vi: "Xin lỗi, mình chưa có câu trả lời cho ý này. Bạn nói rõ hơn một chút giúp mình nhé?",
    en: "Sorry, I have no answer to that yet. Could you put it another way?",
  },
  refused: {
    vi: "Xin lỗi, mình không thể hỗ trợ yêu cầu này. Mình có thể giúp bạn việc khác không?",
    en: "Sorry, I can't help with that request. Is there anything else I can do for you?",
  },
  failed: {
    vi: "Xin lỗi, hệ thống đang gặp trục trặc nên mình chưa trả lời được. Bạn bấm thử lại hoặc gửi lại tin nhắn nhé.",
    en: "Sorry, something went wrong and I could not finish. Please try again or send your message once more.",
  },
  busy: {
    vi: "Xin lỗi, hiện có rất nhiều người đang nhắn. Bạn thử lại sau ít phút nhé.",
    en: "Sorry, a lot of people are writing right now. Please try again in a few minutes.",
  },
  toolCut: {
    vi: "Đã dừng trước khi có kết quả.",
    en: "Stopped before there was a result.",
  },
  greeting: {
    vi: "Xin chào! Mình có thể giúp gì cho bạn hôm nay?",
    en: "Hello! How can I help you today?",
  },
  farewell: {
    vi: "Cảm ơn bạn đã ghé thăm. Khi nào cần, bạn cứ nhắn mình nhé!",
    en: "Thank you for stopping by. Write to me whenever you need anything!",
  },
} as const satisfies Record<string, Localized>;
