import { useId, useState } from "react";
import { fill, useTexts } from "../i18n/index.ts";
import { formatValue, labelOf, orderedAttributes } from "../offerings/attributes.ts";
import type { Offering } from "../offerings/outputs.ts";
import { useAsk } from "./ask.ts";
import { Icon } from "./icon.tsx";
import { offeringIcon } from "./icons.ts";
import { OfferingName } from "./offering-name.tsx";
import { Price } from "./price.tsx";
import { StockLabel } from "./stock-label.tsx";

const FOLDED = 10;

/** One product, whole. */
export function OfferingDetails({ offering, live }: { offering: Offering; live: boolean }) {
  const texts = useTexts();
  const ask = useAsk();
  const heading = useId();
  return (
    <div className="card details" role="group" aria-labelledby={heading}>
      <header className="details-head">
        <span className="offering-picture" data-type={offeringIcon(offering.type)}>
          <Icon name={offeringIcon(offering.type)} size={26} />
        </span>
        <div>
          <h3 id={heading}>
            <OfferingName name={offering.name} />
          </h3>
          <p className="details-code">
            {[offering.brand, fill(texts.offerings.code, { code: offering.code })].filter(Boolean).join(" · ")}
          </p>
        </div>
      </header>
      <div className="details-offer">
        <Price amount={offering.price} large />
        <StockLabel stock={offering.stock} />
      </div>
      {offering.summary ? <p className="details-summary">{offering.summary}</p> : null}
      <Specifications offering={offering} />
      {live && ask && offering.stock !== 0 ? (
        <p className="card-actions">
          <button type="button" className="button button-quiet" onClick={() => ask(fill(texts.offerings.askBuy, { name: offering.name }))}>
            <Icon name="bag" size={18} />
            {texts.offerings.buy}
          </button>
        </p>
      ) : null}
    </div>
  );
}

function Specifications({ offering }: { offering: Offering }) {
  const texts = useTexts();
  const [open, setOpen] = useState(false);
  const all = orderedAttributes(offering.attributes, texts);
  const folds = all.length > FOLDED + 2;
  const shown = folds && !open ? all.slice(0, FOLDED) : all;
  if (all.length === 0) return null;
  return (
    <>
      <dl className="spec-list" aria-label={texts.offerings.specs}>
        {shown.map(([key, value]) => (
          <div key={key}>
            <dt>{labelOf(key, texts)}</dt>
            <dd>{formatValue(key, value, texts)}</dd>
          </div>
        ))}
      </dl>
      {folds ? (
        <button type="button" className="text-button" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? texts.offerings.fewerSpecs : fill(texts.offerings.moreSpecs, { count: all.length })}
        </button>
      ) : null}
    </>
  );
}
