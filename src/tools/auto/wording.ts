/** What the tools for cars ask when they cannot answer, in both languages. */
import { sayer } from "../say.ts";

export const word = sayer({
  which_model: {
    vi: "Xe của anh/chị là hãng và dòng nào ạ? Ví dụ “Mazda 3” hoặc “Kia Morning”.",
    en: "Which make and model is your car? For example “Mazda 3” or “Kia Morning”.",
  },
  which_year: {
    vi: "Xe của anh/chị đời năm bao nhiêu ạ? Ví dụ “2020”.",
    en: "Which year is your car from? For example “2020”.",
  },
  unread_year: {
    vi: "Em chưa đọc được đời xe “{given}”. Anh/chị ghi giúp em năm sản xuất, từ {first} đến {last} ạ.",
    en: "I could not read the year “{given}”. Please write the year it was built, from {first} to {last}.",
  },
  which_odo: {
    vi: "Xe đã đi khoảng bao nhiêu km ạ? Ví dụ “50.000 km” hoặc “5 vạn”.",
    en: "How many kilometres has it driven, roughly? For example “50,000 km”.",
  },
  unread_odo: {
    vi: "Em chưa đọc được số km “{given}”. Anh/chị ghi giúp em số km trên đồng hồ, ví dụ “50.000 km” hoặc “5 vạn” ạ.",
    en: "I could not read the distance “{given}”. Please write the kilometres on the clock, for example “50,000 km”.",
  },
});
