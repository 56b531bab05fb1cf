/** Files that came with a customer's words. The stand-in cannot look into them, and says so. */
import type { Language, Localized } from "../../platform/ports.ts";

/** How a prompt tells a file that is not shown: a text part of its own. */
const note = /^\[Attached file, not shown: ([^\]]*)\]$/;

export const isFileNote = (text: string): boolean => note.test(text);

const alone: Localized = {
  vi: "Dạ, em đã nhận được tệp anh/chị gửi, nhưng hiện em chưa xem được nội dung bên trong. Anh/chị mô tả giúp em bằng lời nhé, ví dụ tên sản phẩm hoặc điều anh/chị muốn hỏi.",
  en: "I have received your file, but I cannot look into files yet. Could you tell me in words what it shows, such as the product's name or what you would like to know?",
};

const besideWords: Localized = {
  vi: "Em chưa xem được tệp anh/chị gửi kèm, nên em trả lời theo lời anh/chị viết ạ.",
  en: "I cannot look into the file that you attached yet, so I am going by your words.",
};

/** The answer to a message that is nothing but files. */
export const fileAlone = (language: Language): string => alone[language];

/** An answer to words that files came with. */
export const withFileNote = (answer: string, language: Language): string => `${besideWords[language]}\n\n${answer}`;
