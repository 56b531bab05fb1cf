/** A product's name; what makers add in brackets steps back, since the specs beside it say the same. */
export function OfferingName({ name }: { name: string }) {
  const [, main, variant] = /^(.*\S)\s*(\([^()]+\))$/.exec(name) ?? [null, name, ""];
  if (!variant) return name;
  return (
    <>
      {main} <span className="variant">{variant}</span>
    </>
  );
}
