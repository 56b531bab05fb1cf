import { useState } from "react";
import { useTexts } from "../i18n/index.ts";
import type { Rating } from "../wire/api.ts";
import { Icon } from "./icon.tsx";
import { useTurnActions } from "./turn-actions.ts";

/** Thumbs. Whoever presses the other one has changed their mind. @param stored what the server has; a press here is newer. */
export function RateButtons({ messageId, stored }: { messageId: string; stored: Rating | null }) {
  const { rating: texts } = useTexts();
  const actions = useTurnActions();
  const [pressed, setPressed] = useState<Rating | null>(null);
  const [failed, setFailed] = useState(false);
  const given = pressed ?? stored;
  const rate = (rating: Rating): void => {
    if (!actions || given === rating) return;
    const before = pressed;
    setPressed(rating);
    setFailed(false);
    actions.rate(messageId, rating).catch(() => {
      setPressed(before);
      setFailed(true);
    });
  };
  return (
    <>
      {(["up", "down"] as const).map((rating) => (
        <button
          key={rating}
          type="button"
          className="icon-button icon-button-small"
          aria-label={texts[rating]}
          title={texts[rating]}
          aria-pressed={given === rating}
          disabled={!actions}
          onClick={() => rate(rating)}
        >
          <Icon name={rating === "up" ? "thumbUp" : "thumbDown"} size={16} />
        </button>
      ))}
      <span className={failed ? "ending" : "visually-hidden"} role="status">
        {failed ? texts.failed : pressed === null ? null : texts.thanks}
      </span>
    </>
  );
}
