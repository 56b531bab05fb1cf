/** What the web hook tool says when it does not go through, in both languages. */
import { sayer } from "../say.ts";

export const word = sayer({
  unknown_action: {
    vi: "Cửa hàng chưa có thao tác “{action}”. Các thao tác hiện có: {names}.",
    en: "The shop has no action “{action}”. It has: {names}.",
  },
  wrong_payload: {
    vi: "Em chưa thực hiện được “{label}” vì thông tin chưa đủ hoặc chưa đúng: {problems}.",
    en: "“{label}” cannot be carried out yet, because something is missing or wrong: {problems}.",
  },
  which_to_buy: {
    vi: "Anh/chị muốn đặt mua sản phẩm nào ạ?",
    en: "Which product would you like to order?",
  },
  out_of_stock: {
    vi: "Tiếc quá, {name} hiện đã hết hàng. Anh/chị xem giúp em mẫu khác nhé.",
    en: "I am sorry, {name} is out of stock at the moment. May I show you another one?",
  },
  too_few: {
    vi: "{name} hiện chỉ còn {stock} chiếc. Anh/chị có muốn đặt {stock} chiếc không ạ?",
    en: "Only {stock} of {name} are left. Would you like to order {stock}?",
  },
  failed: {
    vi: "Hệ thống đặt hàng không nhận yêu cầu này nên em chưa thực hiện được. Anh/chị thử lại sau ít phút giúp em nhé.",
    en: "The ordering system did not take the request, so it did not go through. Please try again in a few minutes.",
  },
});

/** What is wrong with a field of a payload, behind its name. */
export const problem = sayer({
  missing: { vi: "còn thiếu", en: "is missing" },
  type: { vi: "phải có kiểu {type}", en: "must be of the type {type}" },
  value: { vi: "phải là một trong các giá trị: {values}", en: "must be one of: {values}" },
  small_text: { vi: "phải có ít nhất {limit} ký tự", en: "must have at least {limit} characters" },
  big_text: { vi: "chỉ được dài tối đa {limit} ký tự", en: "must have at most {limit} characters" },
  small_list: { vi: "phải có ít nhất {limit} mục", en: "must have at least {limit} entries" },
  big_list: { vi: "chỉ được có tối đa {limit} mục", en: "must have at most {limit} entries" },
  small_number: { vi: "nhỏ quá, giới hạn dưới là {limit}", en: "is too small, the lower limit is {limit}" },
  big_number: { vi: "lớn quá, giới hạn trên là {limit}", en: "is too big, the upper limit is {limit}" },
  format: { vi: "chưa đúng dạng {format}", en: "does not have the form {format}" },
  multiple: { vi: "phải là bội số của {divisor}", en: "must be a multiple of {divisor}" },
  unknown: { vi: "không có trong yêu cầu này", en: "is not taken" },
  other: { vi: "chưa đúng", en: "is not right" },
});
