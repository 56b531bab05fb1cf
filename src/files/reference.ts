/** How a message names a file: by a path of this installation, never by bytes and never by an address elsewhere. Pure. */

const idForm = /^file_[\w-]{1,64}$/;
const pathForm = /^\/v1\/files\/(file_[\w-]{1,64})(?:\/view)?$/;

/** What a message's part keeps of a file, and what its `url` is on the wire. */
export const fileUrl = (fileId: string) => `/v1/files/${fileId}`;

export const isFileId = (given: string): boolean => idForm.test(given);

/**
 * The file that a URL names, or null where it names none of this installation: its path, or its whole address here.
 * A token behind it is ignored: it is for showing, not for keeping.
 * @param here the origin that the request came to; behind a proxy that ends TLS its scheme differs, so only the host counts.
 */
export function fileIdOf(url: string, here: string): string | null {
  if (!URL.canParse(url, here)) return null;
  const { protocol, host, pathname } = new URL(url, here);
  const isHere = /^https?:$/.test(protocol) && host === new URL(here).host;
  return isHere ? (pathForm.exec(pathname)?.[1] ?? null) : null;
}
