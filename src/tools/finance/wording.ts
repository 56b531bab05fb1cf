/** What the tools of finance ask or say when they cannot answer, in both languages. */
import { sayer } from "../say.ts";

export const word = sayer({
  which_income: {
    vi: "Anh/chị cho em biết thu nhập mỗi tháng bằng đồng nhé, ví dụ “20 triệu” ạ.",
    en: "What do you earn a month, in đồng? For example “20 million”.",
  },
  unread_income: {
    vi: "Em chưa đọc được mức thu nhập “{given}”. Anh/chị ghi giúp em số tiền mỗi tháng bằng đồng, ví dụ “20 triệu” hoặc “20.000.000” ạ.",
    en: "I could not read the income “{given}”. Please write the amount a month in đồng, for example “20 million” or “20,000,000”.",
  },
  which_location: {
    vi: "Anh/chị đang sống ở tỉnh, thành phố nào ạ?",
    en: "Which city or province do you live in?",
  },
  which_debt: {
    vi: "Anh/chị hiện có khoản nợ xấu (nhóm 3 trở lên) nào không ạ?",
    en: "Do you have any bad debt (group 3 or above) at the moment?",
  },
  which_amount: {
    vi: "Anh/chị muốn vay bao nhiêu tiền ạ? Ví dụ “500 triệu” hay “1 tỷ 2”.",
    en: "How much would you like to borrow? For example “500 million” or “1.2 billion” đồng.",
  },
  unread_amount: {
    vi: "Em chưa đọc được số tiền “{given}”. Anh/chị ghi giúp em bằng đồng, ví dụ “500 triệu” hay “1 tỷ 2” ạ.",
    en: "I could not read the amount “{given}”. Please write it in đồng, for example “500 million” or “1.2 billion”.",
  },
  amount_range: {
    vi: "Em tính được khoản vay từ {least} đến {most} đồng. Anh/chị chọn giúp em một số tiền trong khoảng đó ạ.",
    en: "I can work out loans from {least} to {most} đồng. Please choose an amount between them.",
  },
  which_months: {
    vi: "Anh/chị muốn trả trong bao lâu ạ? Ví dụ “24 tháng” hoặc “5 năm”.",
    en: "Over how long would you like to pay it back? For example “24 months” or “5 years”.",
  },
  unread_months: {
    vi: "Em chưa đọc được thời hạn “{given}”. Anh/chị ghi giúp em số tháng hoặc số năm, ví dụ “24 tháng”, “5 năm”, tối đa {most} tháng ạ.",
    en: "I could not read the term “{given}”. Please write months or years, for example “24 months” or “5 years”, {most} months at most.",
  },
  unread_rate: {
    vi: "Em chưa đọc được lãi suất “{given}”. Anh/chị ghi giúp em phần trăm mỗi năm, ví dụ “8,5%”, tối đa {most}% ạ.",
    en: "I could not read the rate “{given}”. Please write percent a year, for example “8.5%”, {most}% at most.",
  },
  which_symbol: {
    vi: "Anh/chị muốn xem giá hoặc lãi suất nào ạ? Hiện em có: {names}.",
    en: "Which price or rate would you like to see? I have: {names}.",
  },
  unknown_symbol: {
    vi: "Em chưa có số liệu cho “{given}”. Hiện em có: {names}.",
    en: "I have no quotes for “{given}”. What I have: {names}.",
  },
  unread_day: {
    vi: "Em chưa đọc được ngày “{given}”. Anh/chị ghi giúp em dạng ngày/tháng, ví dụ “15/7” ạ.",
    en: "I could not read the day “{given}”. Please write day/month, for example “15/7”.",
  },
  no_quote: {
    vi: "Em chưa có số liệu nào của {names} tính đến ngày {day}.",
    en: "I have no quotes of {names} up to {day}.",
  },
  which_topic: {
    vi: "Anh/chị muốn xem phân tích về chủ đề nào ạ?",
    en: "Which topic would you like an analysis of?",
  },
  nothing_on_topic: {
    vi: "Hiện em chưa có bài phân tích nào về “{given}”, nên em không dám nhận định. Em có các bài về: {names}.",
    en: "I have no analysis of “{given}” yet, so I will not venture an opinion. I do have: {names}.",
  },
});
