/** The address holds the conversation: `/?c=<id>`. */

export function conversationInAddress(): string | null {
  return new URLSearchParams(location.search).get("c");
}

export function addressOf(id: string | null): string {
  return id === null ? "/" : `/?${new URLSearchParams({ c: id })}`;
}
