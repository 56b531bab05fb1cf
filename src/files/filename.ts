/** Names of files: what a caller sends is shown to others and saved on their disks. Pure. */
import { extensionsOf, type MediaType } from "./types.ts";

const LONGEST = 120;

/**
 * A name that is safe to show and to save: no folders, no control characters or such as turn the writing round, at most 120
 * characters, and an extension of the file's true type, so that nothing is saved as what it is not.
 */
export function safeFilename(given: string | null, mediaType: MediaType): string {
  const extensions = extensionsOf(mediaType);
  const last = (given ?? "").toWellFormed().split(/[\\/]/).at(-1) ?? "";
  const name = last
    .normalize("NFC")
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}"<>|:*?]/gu, "")
    .replaceAll(/\s+/g, " ")
    .replace(/^[. ]+|[. ]+$/g, "");
  const extension = /\.([a-z0-9]{1,8})$/i.exec(name)?.[1] ?? "";
  const fits = extensions.includes(extension.toLowerCase());
  const stem = fits ? name.slice(0, -extension.length - 1) : name;
  const ending = fits ? extension : (extensions[0] ?? "bin");
  return `${cut(stem, LONGEST - ending.length - 1) || "file"}.${ending}`;
}

/** `content-disposition` in plain ASCII, with the true name beside it (RFC 6266). */
export function disposition(kind: "inline" | "attachment", filename: string): string {
  const plain = filename
    .normalize("NFD")
    .replaceAll(/\p{M}/gu, "")
    .replaceAll(/[đĐ]/g, "d")
    .replaceAll(/[^\w. -]/g, "_");
  const encoded = encodeURIComponent(filename).replaceAll(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  return `${kind}; filename="${plain}"; filename*=UTF-8''${encoded}`;
}

/** By whole characters: half a pair would be no text. */
const cut = (text: string, length: number) => text.slice(0, length).toWellFormed().replaceAll("\uFFFD", "").trim();
