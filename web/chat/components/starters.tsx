import { useTexts } from "../i18n/index.ts";
import { Icon } from "./icon.tsx";

/** Ways to begin, in a conversation where nobody has spoken yet. */
export function Starters({ onPick }: { onPick: (text: string) => void }) {
  const { starters } = useTexts();
  return (
    <ul className="starters" aria-label={starters.label}>
      {starters.items.map((starter) => (
        <li key={starter.text}>
          <button type="button" className="starter" onClick={() => onPick(starter.text)}>
            <Icon name={starter.icon} size={20} />
            <span>{starter.title}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
