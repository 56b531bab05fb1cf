import { fill, useTexts } from "../i18n/index.ts";
import type { Offering, SearchOutput } from "../offerings/outputs.ts";
import { useAsk } from "./ask.ts";
import { Icon } from "./icon.tsx";
import { offeringIcon } from "./icons.ts";
import { OfferingName } from "./offering-name.tsx";
import { Price } from "./price.tsx";
import { StockLabel } from "./stock-label.tsx";

const SHOWN_HIGHLIGHTS = 4;

/** A search's products, numbered as the customer will name them: "the second one". */
export function OfferingList({ result, live }: { result: SearchOutput; live: boolean }) {
  const texts = useTexts();
  const { offerings } = result;
  if (offerings.length === 0) return <NothingFound />;
  const total = result.total ?? result.count ?? offerings.length;
  const heading = total > offerings.length ? texts.offerings.shownOf : texts.offerings.shown;
  return (
    <div className="card" role="group" aria-label={texts.offerings.list}>
      <p className="card-heading">{fill(heading, { count: offerings.length, total })}</p>
      <ol className="offerings">
        {offerings.map((offering, index) => (
          <OfferingRow key={offering.code} offering={offering} position={offering.position ?? index + 1} live={live} />
        ))}
      </ol>
    </div>
  );
}

function OfferingRow({ offering, position, live }: { offering: Offering; position: number; live: boolean }) {
  const texts = useTexts();
  const ask = useAsk();
  // A list further up is no longer "the list": its products are asked for by name.
  const question = live ? fill(texts.offerings.askDetails, { position }) : fill(texts.offerings.askDetailsByName, { name: offering.name });
  return (
    <li className="offering">
      <span className="offering-picture" data-type={offeringIcon(offering.type)}>
        <Icon name={offeringIcon(offering.type)} size={22} />
        <span className="offering-position">
          <span className="visually-hidden">{fill(texts.offerings.position, { position })}: </span>
          <span aria-hidden="true">{position}</span>
        </span>
      </span>
      <div className="offering-text">
        <p className="offering-name">
          {ask ? (
            <button
              type="button"
              className="offering-link"
              aria-label={fill(texts.offerings.detailsOf, { name: offering.name })}
              onClick={() => ask(question)}
            >
              <OfferingName name={offering.name} />
            </button>
          ) : (
            <OfferingName name={offering.name} />
          )}
        </p>
        <Highlights offering={offering} />
      </div>
      <div className="offering-offer">
        <Price amount={offering.price} />
        <StockLabel stock={offering.stock} />
      </div>
    </li>
  );
}

/** The specs that tell most, in the server's words. */
function Highlights({ offering }: { offering: Offering }) {
  const { highlights, summary } = offering;
  if (highlights.length === 0) return summary ? <p className="offering-summary">{summary}</p> : null;
  return (
    <ul className="specs">
      {highlights.slice(0, SHOWN_HIGHLIGHTS).map((highlight) => (
        <li key={highlight}>{highlight}</li>
      ))}
    </ul>
  );
}

function NothingFound() {
  const { offerings } = useTexts();
  return (
    <div className="card card-empty">
      <Icon name="box" size={22} />
      <p>
        <strong>{offerings.none}</strong>
        <br />
        {offerings.noneHint}
      </p>
    </div>
  );
}
