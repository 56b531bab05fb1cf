/** Fills the `{name}` slots of a text; a slot without a value stays visible, so that a test or a reader notices. */
export function fill(text: string, values: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (slot, name: string) => (Object.hasOwn(values, name) ? String(values[name]) : slot));
}
