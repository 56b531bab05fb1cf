import { useEffect, useRef } from "react";
import type { Conversations } from "../hooks/use-conversations.ts";
import { useTexts } from "../i18n/index.ts";
import { ConversationList } from "./conversation-list.tsx";
import { Icon, Mark } from "./icon.tsx";
import { Preferences, type PreferencesProps } from "./preferences.tsx";

interface SidebarProps extends PreferencesProps {
  conversations: Conversations;
  selected: string | null;
  onSelect: (id: string) => void;
  onStart: () => void;
}

/** The list beside the conversation, where there is room for it. */
export function Sidebar(props: SidebarProps) {
  const { nav } = useTexts();
  return (
    <nav className="sidebar" aria-label={nav.conversations}>
      <SidebarContent {...props} />
    </nav>
  );
}

/** The same over the conversation, on a phone: a modal dialog, so that focus and Esc behave. */
export function Drawer({ open, onClose, ...props }: SidebarProps & { open: boolean; onClose: () => void }) {
  const { nav } = useTexts();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (open && !dialog.current?.open) dialog.current?.showModal();
    if (!open) dialog.current?.close();
  }, [open]);
  return (
    <dialog
      ref={dialog}
      className="drawer"
      aria-label={nav.conversations}
      onClose={onClose}
      onClick={(event) => event.target === dialog.current && onClose()}
    >
      <div className="sidebar">
        <button type="button" className="icon-button drawer-close" aria-label={nav.close} onClick={onClose}>
          <Icon name="close" />
        </button>
        <SidebarContent {...props} />
      </div>
    </dialog>
  );
}

function SidebarContent({ conversations, selected, onSelect, onStart, ...preferences }: SidebarProps) {
  const { nav, page } = useTexts();
  return (
    <>
      <p className="brand">
        <Mark size={26} />
        {page.title}
      </p>
      <button type="button" className="button button-start" onClick={onStart}>
        <Icon name="compose" size={18} />
        {nav.start}
      </button>
      <div className="sidebar-list">
        <ConversationList conversations={conversations} selected={selected} onSelect={onSelect} />
      </div>
      <Preferences {...preferences} />
    </>
  );
}
