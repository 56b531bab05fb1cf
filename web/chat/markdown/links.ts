const SCHEMES = new Set(["https:", "http:", "mailto:", "tel:"]);

/** The address if a page may link to it, otherwise null: no `javascript:`, no `data:`, nothing unparsable. */
export function safeLink(href: string, base: string): string | null {
  try {
    const url = new URL(href, base);
    return SCHEMES.has(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}
