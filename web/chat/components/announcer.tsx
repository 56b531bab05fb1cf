import type { Line } from "../hooks/use-announcer.ts";

/** The only live region of the answers: it grows by whole sentences. */
export function Announcer({ lines }: { lines: Line[] }) {
  return (
    <div className="visually-hidden" aria-live="polite" aria-relevant="additions" data-testid="announcer">
      {lines.map(({ key, text }) => (
        <p key={key}>{text}</p>
      ))}
    </div>
  );
}
