import { icons, type IconName } from "./icons.ts";

/** A decorative icon: what it means is said by the text or label beside it. */
export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  return (
    <svg className="icon" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={icons[name]} />
    </svg>
  );
}

/** The mark of Edgewise: lines of an answer, the last one still coming. */
export function Mark({ size = 28 }: { size?: number }) {
  return (
    <svg className="mark" width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="10" />
      <path d="M9.5 10.5h13M9.5 16h8.5M9.5 21.5h13" />
    </svg>
  );
}
