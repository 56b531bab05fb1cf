/** What the web hook tool says when it does not go through, in both languages. */
import { sayer } from "../say.ts";

export const word = sayer({
  unknown_action: {
    vi: "Cửa hàng chưa có thao tác “{action}”. Các thao tác hiện có: {names}.",
    en: "The shop has no action “{action}”. It has: {names}.",
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
