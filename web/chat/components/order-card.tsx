import { fill, useTexts } from "../i18n/index.ts";
import { safeLink } from "../markdown/links.ts";
import type { OrderOutput } from "../offerings/outputs.ts";
import { Icon } from "./icon.tsx";
import { Price } from "./price.tsx";

/** What came of an order: its status, what is in it, and the way to pay. */
export function OrderCard({ order }: { order: OrderOutput }) {
  const texts = useTexts();
  const href = order.url ? safeLink(order.url, location.href) : null;
  return (
    <div className="card order" role="group" data-status={order.status} aria-label={texts.order[order.status]}>
      <header className="order-head">
        <span className="order-badge">
          <Icon name={order.status === "rejected" ? "alert" : order.status === "confirmed" ? "check" : "bag"} size={20} />
        </span>
        <div>
          <h3>{texts.order[order.status]}</h3>
          {order.reference ? (
            <p className="details-code">
              {texts.order.reference} <code>{order.reference}</code>
            </p>
          ) : null}
        </div>
      </header>
      {order.message ? <p className="details-summary">{order.message}</p> : null}
      <Items items={order.items ?? []} />
      {order.total == null ? null : (
        <p className="order-total">
          <span>{texts.order.total}</span>
          <Price amount={order.total} large />
        </p>
      )}
      {href && order.status !== "rejected" ? (
        <p className="card-actions">
          <a
            className={order.status === "pending" ? "button button-main" : "button button-quiet"}
            href={href}
            target="_blank"
            rel="noopener noreferrer"
          >
            {order.status === "pending" ? texts.order.open : texts.order.view}
            <Icon name="external" size={18} />
            <span className="visually-hidden">({texts.order.newTab})</span>
          </a>
        </p>
      ) : null}
    </div>
  );
}

function Items({ items }: { items: NonNullable<OrderOutput["items"]> }) {
  const texts = useTexts();
  if (items.length === 0) return null;
  return (
    <ul className="order-items">
      {items.map((item, index) => (
        <li key={index}>
          <span>{item.name ?? item.code}</span>
          <span className="order-quantity">{fill(texts.order.quantity, { count: item.quantity ?? 1 })}</span>
          {item.price == null ? null : <Price amount={item.price * (item.quantity ?? 1)} />}
        </li>
      ))}
    </ul>
  );
}
