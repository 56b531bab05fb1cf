import { fill, useLanguage, useTexts } from "../i18n/index.ts";
import { formatValue } from "../offerings/attributes.ts";
import { bestOf } from "../offerings/best.ts";
import type { ComparisonOutput, Scalar } from "../offerings/outputs.ts";
import { useAsk } from "./ask.ts";
import { Icon } from "./icon.tsx";
import { OfferingName } from "./offering-name.tsx";
import { Price } from "./price.tsx";
import { StockLabel } from "./stock-label.tsx";

/** Products side by side; the better value of a row is marked where one is better. */
export function ComparisonTable({ comparison, live }: { comparison: ComparisonOutput; live: boolean }) {
  const texts = useTexts();
  const language = useLanguage();
  const { offerings } = comparison;
  const rows = comparison.rows.filter(({ attribute }) => attribute !== "price" && attribute !== "stock");
  const prices = offerings.map((offering) => offering.price ?? null);
  return (
    <div className="card comparison">
      <p className="card-heading">{fill(texts.comparison.title, { count: offerings.length })}</p>
      <div className="table-scroll" role="region" aria-label={texts.comparison.scroll} tabIndex={0}>
        <table style={{ "--products": offerings.length }}>
          <thead>
            <tr>
              <td>
                <span className="visually-hidden">{texts.comparison.attribute}</span>
              </td>
              {offerings.map((offering, index) => (
                <th key={offering.code} scope="col">
                  <Position position={index + 1} />
                  <OfferingName name={offering.name} />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <Row
              label={texts.offerings.price}
              best={bestOf("price", prices)}
              cells={offerings.map((offering) => (
                <Price key={offering.code} amount={offering.price} />
              ))}
            />
            <Row
              label={texts.offerings.stock}
              best={[]}
              cells={offerings.map((offering) => (
                <StockLabel key={offering.code} stock={offering.stock} />
              ))}
            />
            {rows.map(({ attribute, label, values }) => (
              <Row
                key={attribute}
                // The server's label names the unit; where the page knows the spec, the values carry it.
                label={texts.attributes[attribute] ?? label[language]}
                best={bestOf(attribute, inOrder(values, offerings.length))}
                cells={inOrder(values, offerings.length).map((value) => formatValue(attribute, value, texts))}
              />
            ))}
          </tbody>
          {live ? <ChooseRow offerings={offerings} /> : null}
        </table>
      </div>
    </div>
  );
}

/** The customer may say "the first one". */
function Position({ position }: { position: number }) {
  const { offerings } = useTexts();
  return (
    <span className="comparison-position">
      <span className="visually-hidden">{fill(offerings.position, { position })}: </span>
      <span aria-hidden="true">{position}</span>
    </span>
  );
}

/** Under each product, the way to buy it. */
function ChooseRow({ offerings }: { offerings: ComparisonOutput["offerings"] }) {
  const texts = useTexts();
  const ask = useAsk();
  if (!ask) return null;
  return (
    <tfoot>
      <tr>
        <td />
        {offerings.map(({ code, name, stock }) => (
          <td key={code}>
            {stock === 0 ? null : (
              <button
                type="button"
                className="button button-quiet button-small"
                aria-label={fill(texts.offerings.askBuy, { name })}
                onClick={() => ask(fill(texts.offerings.askBuy, { name }))}
              >
                {texts.offerings.choose}
              </button>
            )}
          </td>
        ))}
      </tr>
    </tfoot>
  );
}

/** One value for each product, even where the row is short. */
function inOrder(values: Scalar[], count: number): (Scalar | undefined)[] {
  return Array.from({ length: count }, (_, index) => values[index]);
}

function Row({ label, cells, best }: { label: string; cells: React.ReactNode[]; best: number[] }) {
  const { comparison } = useTexts();
  return (
    <tr>
      <th scope="row">{label}</th>
      {cells.map((cell, index) => (
        <td key={index} data-best={best.includes(index) || undefined}>
          <span className="cell">
            {cell}
            {best.includes(index) ? (
              <>
                <Icon name="check" size={14} />
                <span className="visually-hidden"> ({comparison.best})</span>
              </>
            ) : null}
          </span>
        </td>
      ))}
    </tr>
  );
}
