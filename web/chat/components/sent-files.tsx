import { useState } from "react";
import { filePartOf, type FilePart } from "../conversation/attachments.ts";
import type { ChatMessage } from "../conversation/message.ts";
import { useFileLink } from "../hooks/use-file-link.ts";
import { fill, useTexts } from "../i18n/index.ts";
import { Icon } from "./icon.tsx";

/** The files of a message: pictures as such, others by their names. */
export function SentFiles({ message }: { message: ChatMessage }) {
  const files = message.parts.flatMap((part) => filePartOf(part) ?? []);
  if (files.length === 0) return null;
  return (
    <ul className="sent-files">
      {files.map((file, index) => (
        <li key={index}>
          <SentFile file={file} />
        </li>
      ))}
    </ul>
  );
}

function SentFile({ file: { url, filename: name, mediaType } }: { file: FilePart }) {
  const { files } = useTexts();
  const link = useFileLink(url);
  const [unseen, setUnseen] = useState(false);
  const picture = mediaType.startsWith("image/") && !unseen;
  if (link === "gone") {
    return (
      <span className="sent-file">
        <Icon name="alert" size={18} />
        {fill(files.gone, { name })}
      </span>
    );
  }
  const content = picture ? (
    <span className="sent-picture">{link === null ? null : <img src={link} alt={name} onError={() => setUnseen(true)} />}</span>
  ) : (
    <span className="sent-file">
      <Icon name="file" size={18} />
      {name}
    </span>
  );
  if (link === null) return content;
  return (
    <a href={link} target="_blank" rel="noreferrer" aria-label={fill(files.open, { name })}>
      {content}
    </a>
  );
}
