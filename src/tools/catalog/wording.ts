/** What the catalogue's tools say when they cannot answer, in both languages.  */
import { sayer } from "../say.ts";

export const word = sayer({
  nothing_shown: {
    vi: "Hiện chưa có danh sách nào để chọn theo số thứ tự. Anh/chị muốn xem sản phẩm nào ạ?",
    en: "There is no list to pick from yet. Which product would you like to see?",
  },
  no_such_position: {
    vi: "Danh sách vừa rồi chỉ có {count} sản phẩm, không có số {position}. Anh/chị chọn lại giúp em nhé.",
    en: "The last list has only {count} products, there is no number {position}. Please choose again.",
  },
  unknown_code: {
    vi: "Em không tìm thấy sản phẩm “{code}”. Anh/chị kiểm tra lại tên hoặc mã giúp em nhé.",
    en: "I could not find the product “{code}”. Please check its name or code.",
  },
  ambiguous: {
    vi: "Có nhiều sản phẩm khớp với “{code}”. Anh/chị muốn xem sản phẩm nào ạ?",
    en: "Several products match “{code}”. Which one do you mean?",
  },
  which_details: {
    vi: "Anh/chị muốn xem chi tiết sản phẩm nào ạ?",
    en: "Which product would you like to know more about?",
  },
  which_to_compare: {
    vi: "Cần ít nhất hai sản phẩm để so sánh. Anh/chị muốn so sánh những sản phẩm nào ạ?",
    en: "A comparison needs at least two products. Which ones would you like to compare?",
  },
  compare_with_what: {
    vi: "Anh/chị muốn so sánh {name} với sản phẩm nào ạ?",
    en: "Which product would you like to compare {name} with?",
  },
});
