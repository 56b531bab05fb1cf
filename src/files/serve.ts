/** How a file goes out: so that no browser runs it, and none asks twice for what it has. */
import { type FilePorts, type FileRecord, noSuchFile } from "./file.ts";
import { disposition } from "./filename.ts";
import { contentKey } from "./keys.ts";
import type { ByteRange } from "./store.ts";
import { fileTypes } from "./types.ts";

export interface Served {
  status: 200 | 206 | 304;
  headers: Record<string, string>;
  body: ReadableStream<Uint8Array> | null;
}

/** Seconds for which a browser need not ask again. Bytes never change; but they may be erased. */
const FRESH_SECONDS = 600;

/** The answer to a GET of this file. Errors: `not_found` where it was erased meanwhile. */
export async function serveFile(
  { files }: Pick<FilePorts, "files">,
  file: FileRecord,
  asked: { ifNoneMatch: string | undefined; range: string | undefined },
): Promise<Served> {
  const headers = headersOf(file);
  if (matches(asked.ifNoneMatch, file.etag)) return { status: 304, headers, body: null };
  const range = readRange(asked.range, file.size);
  const stored = await files.get(contentKey(file.tenantId, file.fileId), range);
  if (!stored) throw noSuchFile();
  if (!range) return { status: 200, headers: { ...headers, "content-length": String(file.size) }, body: stored.body };
  const { offset, length } = range;
  return {
    status: 206,
    headers: { ...headers, "content-length": String(length), "content-range": `bytes ${offset}-${offset + length - 1}/${file.size}` },
    body: stored.body,
  };
}

function headersOf({ mediaType, filename, etag }: FileRecord): Record<string, string> {
  const { shown, text } = fileTypes[mediaType];
  return {
    "content-type": text ? `${mediaType}; charset=utf-8` : mediaType,
    "content-disposition": disposition(shown ? "inline" : "attachment", filename),
    "content-security-policy": "default-src 'none'; sandbox",
    "cache-control": `private, max-age=${FRESH_SECONDS}`,
    "accept-ranges": "bytes",
    etag,
  };
}

function matches(ifNoneMatch: string | undefined, etag: string): boolean {
  const known = ifNoneMatch?.split(",").map((one) => one.trim().replace(/^W\//, "")) ?? [];
  return known.includes("*") || known.includes(etag);
}

/** One range within the file; anything else reads as the whole, which a server may always send (RFC 9110 §14.2). */
function readRange(given: string | undefined, size: number): ByteRange | undefined {
  const [, from = "", to = ""] = /^bytes=(\d*)-(\d*)$/.exec(given ?? "") ?? [];
  if (from === "" && to === "") return undefined;
  const offset = from === "" ? Math.max(0, size - Number(to)) : Number(from);
  const end = from === "" || to === "" ? size : Math.min(size, Number(to) + 1);
  return offset < end ? { offset, length: end - offset } : undefined;
}
