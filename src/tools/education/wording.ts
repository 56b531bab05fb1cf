/** What the tools for courses ask when they cannot go on, in both languages. */
import { sayer } from "../say.ts";

export const word = sayer({
  which_test: {
    vi: "Anh/chị muốn làm bài kiểm tra nào ạ? Hiện có: {names}.",
    en: "Which test would you like to take? There are: {names}.",
  },
  unknown_test: {
    vi: "Em chưa có bài kiểm tra “{given}”. Hiện có: {names}. Anh/chị chọn giúp em một bài ạ.",
    en: "I have no test “{given}”. There are: {names}. Which one would you like?",
  },
  no_questions: {
    vi: "Bài kiểm tra {name} chưa có câu hỏi nào. Anh/chị thử bài khác giúp em nhé: {names}.",
    en: "The test {name} has no questions yet. Please try another one: {names}.",
  },
  unread_answer: {
    vi: "Em chưa rõ anh/chị chọn đáp án nào. Anh/chị trả lời bằng chữ cái {keys} giúp em nhé.",
    en: "I am not sure which answer you mean. Please answer with a letter: {keys}.",
  },
});
