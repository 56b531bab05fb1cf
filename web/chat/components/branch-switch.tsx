import { useTexts } from "../i18n/index.ts";
import { fill } from "../i18n/fill.ts";
import type { Branch } from "../wire/schemas.ts";
import { Icon } from "./icon.tsx";
import { useTurnActions } from "./turn-actions.ts";

/** "2/3": which of the messages that stand in one place is shown, and the way to the others. */
export function BranchSwitch({ branch }: { branch: Branch | null | undefined }) {
  const { branches } = useTexts();
  const actions = useTurnActions();
  if (!branch || branch.count < 2) return null;
  const { index, count, message_ids: ids } = branch;
  const go = (to: number): void => {
    const id = ids[to];
    if (id !== undefined) actions?.select(id);
  };
  return (
    <span className="branch-switch" role="group" aria-label={branches.label}>
      <button
        type="button"
        className="icon-button icon-button-small"
        aria-label={branches.previous}
        title={branches.previous}
        disabled={!actions || index === 0}
        onClick={() => go(index - 1)}
      >
        <Icon name="chevron" size={16} />
      </button>
      <span className="branch-place">
        <span aria-hidden="true">{`${index + 1}/${count}`}</span>
        <span className="visually-hidden">{fill(branches.place, { place: index + 1, count })}</span>
      </span>
      <button
        type="button"
        className="icon-button icon-button-small"
        aria-label={branches.next}
        title={branches.next}
        disabled={!actions || index === count - 1}
        onClick={() => go(index + 1)}
      >
        <Icon name="chevron" size={16} />
      </button>
    </span>
  );
}
