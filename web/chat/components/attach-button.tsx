import { useRef } from "react";
import { useTexts } from "../i18n/index.ts";
import { FILE_TYPES } from "../wire/limits.ts";
import { Icon } from "./icon.tsx";

/** Opens the system's dialogue that chooses files. */
export function AttachButton({ onChoose }: { onChoose: (files: Iterable<File>) => void }) {
  const { files } = useTexts();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" className="attach-button" aria-label={files.attach} title={files.attach} onClick={() => input.current?.click()}>
        <Icon name="attach" />
      </button>
      <input
        ref={input}
        type="file"
        hidden
        multiple
        accept={FILE_TYPES}
        onChange={({ target }) => {
          onChoose([...(target.files ?? [])]);
          // So that the same file can be chosen again.
          target.value = "";
        }}
      />
    </>
  );
}
