/** Things to say next, one tap each. */
export function Chips({ label, items, onPick }: { label: string; items: string[]; onPick: (text: string) => void }) {
  if (items.length === 0) return null;
  return (
    <ul className="chips" aria-label={label}>
      {items.map((item) => (
        <li key={item}>
          <button type="button" className="chip" onClick={() => onPick(item)}>
            {item}
          </button>
        </li>
      ))}
    </ul>
  );
}
