/** Which files are taken, and what their bytes say that they are. Pure. */

interface FileType {
  extensions: readonly string[];
  /** Shown by a browser itself; everything else is downloaded. */
  shown: boolean;
  text: boolean;
}

/** By media type; the first extension is the usual one. Nothing that a browser would run is among them. */
export const fileTypes = {
  "image/png": { extensions: ["png"], shown: true, text: false },
  "image/jpeg": { extensions: ["jpg", "jpeg"], shown: true, text: false },
  "image/webp": { extensions: ["webp"], shown: true, text: false },
  "image/gif": { extensions: ["gif"], shown: true, text: false },
  "application/pdf": { extensions: ["pdf"], shown: false, text: false },
  "text/plain": { extensions: ["txt", "log"], shown: false, text: true },
  "text/markdown": { extensions: ["md", "markdown"], shown: false, text: true },
  "text/csv": { extensions: ["csv"], shown: false, text: true },
} as const satisfies Record<string, FileType>;

export type MediaType = keyof typeof fileTypes;

/** Bytes from the beginning of a file that `recognize` wants to see. */
export const HEAD_BYTES = 1024;

export const isText = (mediaType: MediaType): boolean => fileTypes[mediaType].text;

export function isMediaType(given: string): given is MediaType {
  return Object.hasOwn(fileTypes, given);
}

/** Names that clients use for the same, and what says nothing. */
const otherNames: ReadonlyMap<string, MediaType> = new Map([
  ["image/jpg", "image/jpeg"],
  ["image/pjpeg", "image/jpeg"],
  ["text/x-markdown", "text/markdown"],
  ["application/csv", "text/csv"],
  // What Windows calls a .csv where a spreadsheet program is installed.
  ["application/vnd.ms-excel", "text/csv"],
]);
const sayNothing = new Set(["", "application/octet-stream", "binary/octet-stream"]);

/**
 * The type of a file, by its first bytes; of a text, which one, by what is claimed or by the extension.
 * An image that is another image than it claims is taken as what it is. Null for what is not taken.
 * @param head the first `HEAD_BYTES`, or all there are.
 * @param claimed the `content-type` that came with it, if any.
 */
export function recognize(head: Uint8Array, claimed: string | null, filename: string | null): MediaType | null {
  const claim = (claimed ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
  const named = isMediaType(claim) ? claim : otherNames.get(claim);
  if (named === undefined && !sayNothing.has(claim)) return null;
  const found = byMagic(head);
  if (found) return named === undefined || named === found || bothImages(named, found) ? found : null;
  if (named !== undefined && !isText(named)) return null;
  if (!looksLikeText(head)) return null;
  const extended = textTypeOf(filename);
  // A browser that does not know .md or .csv calls it plain text.
  return named === undefined || named === "text/plain" ? (extended ?? named ?? null) : named;
}

const bothImages = (left: MediaType, right: MediaType) => left.startsWith("image/") && right.startsWith("image/");

function byMagic(head: Uint8Array): MediaType | null {
  const ascii = (from: number, to: number) => String.fromCharCode(...head.subarray(from, to));
  if (ascii(0, 8) === "\x89PNG\r\n\x1a\n") return "image/png";
  if (ascii(0, 3) === "\xff\xd8\xff") return "image/jpeg";
  if (ascii(0, 6) === "GIF87a" || ascii(0, 6) === "GIF89a") return "image/gif";
  if (ascii(0, 4) === "RIFF" && ascii(8, 12) === "WEBP") return "image/webp";
  if (ascii(0, 5) === "%PDF-") return "application/pdf";
  return null;
}

/** UTF-8 without NUL that does not begin as a page or a drawing: a browser could be talked into running one. */
function looksLikeText(head: Uint8Array): boolean {
  const text = decode(head);
  return (
    text !== null && !text.includes("\u0000") && !/^\uFEFF?\s*<(!doctype|!--|\?xml|html|head|body|script|svg|iframe|meta)\b/i.test(text)
  );
}

function decode(head: Uint8Array): string | null {
  try {
    // `stream` lets the last character be cut in half.
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(head, { stream: true });
  } catch {
    return null;
  }
}

function textTypeOf(filename: string | null): MediaType | undefined {
  const type = filename === null ? undefined : typeOfExtension(filename);
  return type !== undefined && isText(type) ? type : undefined;
}

function typeOfExtension(filename: string): MediaType | undefined {
  const extension = /\.([a-z0-9]+)$/i.exec(filename)?.[1]?.toLowerCase() ?? "";
  return Object.keys(fileTypes)
    .filter(isMediaType)
    .find((type) => extensionsOf(type).includes(extension));
}

export const extensionsOf = (mediaType: MediaType): readonly string[] => fileTypes[mediaType].extensions;
