import type { RefObject } from "react";
import type { FilePart } from "../conversation/attachments.ts";
import type { Stick } from "../hooks/use-stick-to-bottom.ts";
import { useOnline } from "../hooks/use-online.ts";
import type { Turns } from "../hooks/use-turns.ts";
import { useTexts } from "../i18n/index.ts";
import type { ChatApi } from "../wire/api.ts";
import { Composer } from "./composer.tsx";
import { Icon } from "./icon.tsx";
import { ConnectionNotice } from "./notices.tsx";

interface DockProps {
  conversationId: string;
  turns: Turns;
  stick: Stick;
  input: RefObject<HTMLTextAreaElement | null>;
  api: ChatApi;
  onSay: (text: string, files: readonly FilePart[]) => void;
}

/** What stays at the foot of the page: where one writes, how the connection is, and the way down. */
export function Dock({ conversationId, turns, stick, input, api, onSay }: DockProps) {
  const online = useOnline();
  return (
    <div className="dock">
      {stick.place === "end" ? null : <ToEnd unread={stick.place === "unread"} onClick={stick.toEnd} />}
      {turns.cut || !online ? <ConnectionNotice online={online} onRetry={turns.retryNow} /> : null}
      <Composer
        conversationId={conversationId}
        input={input}
        running={turns.running}
        stopping={turns.stopping}
        waiting={turns.cut}
        api={api}
        onSay={onSay}
        onStop={turns.stop}
      />
    </div>
  );
}

function ToEnd({ unread, onClick }: { unread: boolean; onClick: () => void }) {
  const { transcript } = useTexts();
  return (
    <button type="button" className="to-end" data-unread={unread || undefined} title={transcript.toEnd} onClick={onClick}>
      <Icon name="down" size={18} />
      <span className={unread ? undefined : "visually-hidden"}>{unread ? transcript.newMessages : transcript.toEnd}</span>
    </button>
  );
}
