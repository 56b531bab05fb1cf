import type { Attachment } from "../conversation/attachments.ts";
import type { Attachments } from "../hooks/use-attachments.ts";
import { fill, useTexts, type Dictionary } from "../i18n/index.ts";
import { MESSAGE_FILES } from "../wire/limits.ts";
import { ProblemError } from "../wire/problem.ts";
import { Icon } from "./icon.tsx";
import { reasonOf } from "./notices.tsx";

/** The files that go with the next message, and what is wrong with them. */
export function AttachmentTray({ attachments }: { attachments: Attachments }) {
  const texts = useTexts();
  const { items, overflow } = attachments;
  const problems = items.flatMap((item) => (item.problem ? [{ key: item.key, text: sentenceOf(item, texts) }] : []));
  const ready = items.findLast(({ part }) => part !== null);
  return (
    <div className="attachments" data-empty={items.length === 0 || undefined}>
      {items.length > 0 ? (
        <ul className="attachment-list" aria-label={texts.files.tray}>
          {items.map((item) => (
            <Tile key={item.key} item={item} onRemove={() => attachments.remove(item.key)} onAgain={() => attachments.again(item.key)} />
          ))}
        </ul>
      ) : null}
      <div role="alert" className="attachment-problems">
        {problems.map(({ key, text }) => (
          <p key={key}>{text}</p>
        ))}
        {overflow ? <p>{fill(texts.files.tooMany, { most: String(MESSAGE_FILES) })}</p> : null}
      </div>
      <p role="status" className="visually-hidden">
        {ready ? fill(texts.files.ready, { name: ready.name }) : null}
      </p>
    </div>
  );
}

function Tile({ item, onRemove, onAgain }: { item: Attachment; onRemove: () => void; onAgain: () => void }) {
  const { files } = useTexts();
  const { name, preview, progress, part, problem } = item;
  return (
    <li className="attachment" data-failed={problem !== null || undefined}>
      {preview === null ? <Icon name="file" size={22} /> : <img src={preview} alt="" />}
      <span className="attachment-name" title={name}>
        {name}
      </span>
      {problem instanceof Error && !isRefused(problem) ? (
        <button
          type="button"
          className="icon-button"
          aria-label={fill(files.again, { name })}
          title={fill(files.again, { name })}
          onClick={onAgain}
        >
          <Icon name="retry" size={16} />
        </button>
      ) : null}
      <button
        type="button"
        className="icon-button"
        aria-label={fill(files.remove, { name })}
        title={fill(files.remove, { name })}
        onClick={onRemove}
      >
        <Icon name="close" size={16} />
      </button>
      {part === null && problem === null ? <progress aria-label={fill(files.uploading, { name })} value={progress} max={1} /> : null}
    </li>
  );
}

/** The same file would be refused again. */
const isRefused = (problem: Error) => problem instanceof ProblemError && problem.status >= 400 && problem.status < 429;

function sentenceOf({ name, problem }: Attachment, texts: Dictionary): string {
  const { files } = texts;
  if (problem === "tooLarge" || problem === "empty") return fill(files[problem], { name });
  if (problem instanceof ProblemError && problem.status === 413) return fill(files.tooLarge, { name });
  if (problem instanceof ProblemError && problem.status === 415) return fill(files.wrongType, { name });
  return problem ? `${fill(files.failed, { name })} ${reasonOf(problem, texts)}` : "";
}
