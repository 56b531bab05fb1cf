import { useTexts } from "../i18n/index.ts";
import { Header } from "./header.tsx";
import { Icon } from "./icon.tsx";
import { reasonOf } from "./notices.tsx";

interface FrameProps {
  onMenu: (() => void) | null;
  onStart: () => void;
}

/** The conversation is on its way. */
export function Opening({ onMenu, onStart }: FrameProps) {
  const texts = useTexts();
  return (
    <main className="conversation" aria-busy="true">
      <Header title={texts.page.title} state={null} onMenu={onMenu} onStart={onStart} />
      <div className="scroller">
        <div className="column opening" aria-hidden="true">
          <i className="bone bone-answer" />
          <i className="bone bone-question" />
          <i className="bone bone-answer bone-long" />
        </div>
      </div>
    </main>
  );
}

/** It could not be opened: why, and the way out. */
export function OpeningFailed({
  problem,
  lead,
  onMenu,
  onStart,
  onRetry,
}: FrameProps & { problem: Error | null; lead: string; onRetry: (() => void) | null }) {
  const texts = useTexts();
  return (
    <main className="conversation">
      <Header title={texts.page.title} state={null} onMenu={onMenu} onStart={onStart} />
      <div className="scroller">
        <div className="column opening-failed" role="alert">
          <span className="failed-picture">
            <Icon name={problem ? "offline" : "box"} size={30} />
          </span>
          <h2>{lead}</h2>
          <p>{problem ? reasonOf(problem, texts) : texts.problems.notFoundHint}</p>
          <p className="card-actions">
            {onRetry ? (
              <button type="button" className="button button-main" onClick={onRetry}>
                <Icon name="retry" size={18} />
                {texts.problems.retry}
              </button>
            ) : (
              <button type="button" className="button button-main" onClick={onStart}>
                <Icon name="compose" size={18} />
                {texts.nav.start}
              </button>
            )}
          </p>
        </div>
      </div>
    </main>
  );
}
