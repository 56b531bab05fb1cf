import { useId, useState } from "react";
import { useTexts } from "../i18n/index.ts";

/** From here on a customer's own words fold, lest they bury the answer. */
const LONG_CHARACTERS = 1200;
const LONG_LINES = 24;

/** What the customer said. Folding is for the eye only: the whole text stays in the page, to be found and heard. */
export function Bubble({ text }: { text: string }) {
  const { transcript } = useTexts();
  const [open, setOpen] = useState(false);
  const id = useId();
  const long = text.length > LONG_CHARACTERS || text.split("\n", LONG_LINES + 1).length > LONG_LINES;
  if (!long) return <p className="bubble">{text}</p>;
  return (
    <div className="bubble">
      <p id={id} className={open ? undefined : "bubble-folded"}>
        {text}
      </p>
      <button type="button" className="text-button" aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)}>
        {open ? transcript.less : transcript.more}
      </button>
    </div>
  );
}
