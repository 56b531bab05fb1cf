import type { Order } from "./orders.ts";

const style = `
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
  body { display: grid; place-items: center; min-height: 100dvh; margin: 0; }
  main { width: min(26rem, 100% - 3rem); }
  h1 { font-size: 1.4rem; margin: 0; }
  [lang="en"] { opacity: 0.7; font-size: 0.9em; }
  ul { padding: 0; list-style: none; border-block: 1px solid #8884; margin-block: 1.5rem; }
  li { display: flex; justify-content: space-between; gap: 1rem; padding-block: 0.5rem; }
  .total { font-weight: 600; }
  button { width: 100%; padding: 0.8rem; border: 0; border-radius: 0.6rem; background: #0b57d0; color: #fff; font: inherit; cursor: pointer; }
  button:focus-visible { outline: 3px solid #8ab4f8; outline-offset: 2px; }
`;

/** The shop's page of one order, in Vietnamese with English below. */
export function renderOrder(order: Order): string {
  const paid = order.status !== "pending";
  const title = paid ? both("Đã thanh toán", "Paid") : both("Xác nhận đơn hàng", "Confirm your order");
  const form = `<form method="post"><button>${both("Thanh toán", "Pay")}</button></form>`;
  const thanks = `<p>${both("Cảm ơn anh/chị. Đơn hàng đang được chuẩn bị.", "Thank you. Your order is being prepared.")}</p>`;
  return renderPage(`
    <h1>${title}</h1>
    <p>${both("Mã đơn", "Reference")}: <strong>${escape(order.reference)}</strong></p>
    <ul>${order.items.map(renderItem).join("")}${order.total === undefined ? "" : renderTotal(order.total)}</ul>
    ${paid ? thanks : form}
    <p lang="en">Đây là cửa hàng mẫu: không có khoản tiền nào được trừ. / A demo shop: no money is taken.</p>`);
}

export function renderUnknownOrder(): string {
  return renderPage(`<h1>${both("Không tìm thấy đơn hàng", "Order not found")}</h1>
    <p>${both("Liên kết này không thuộc đơn nào của cửa hàng.", "This link belongs to none of the shop's orders.")}</p>`);
}

function renderItem({ code, name, quantity, price }: Order["items"][number]): string {
  const cost = price === undefined ? "" : `<span>${dong(price * quantity)}</span>`;
  return `<li><span>${quantity} × ${escape(name ?? code)}</span>${cost}</li>`;
}

function renderTotal(total: number): string {
  return `<li class="total"><span>${both("Tổng cộng", "Total")}</span><span>${dong(total)}</span></li>`;
}

function renderPage(body: string): string {
  return `<!doctype html>
<html lang="vi">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Cửa hàng mẫu · Demo shop</title>
<style>${style}</style>
<main>${body}</main>
</html>`;
}

const dong = (amount: number) => new Intl.NumberFormat("vi-VN", { style: "currency", currency: "VND" }).format(amount);

const both = (vietnamese: string, english: string) => `${vietnamese} <span lang="en">${english}</span>`;

const escape = (text: string) => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
