/** What this browser remembers. Storage can be full or forbidden: the page works without it. */

export function recall(key: string): string | null {
  try {
    return localStorage.getItem(`edgewise.${key}`);
  } catch {
    return null;
  }
}

export function remember(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(`edgewise.${key}`);
    else localStorage.setItem(`edgewise.${key}`, value);
  } catch {
    // Forgotten at the next visit, that is all.
  }
}
