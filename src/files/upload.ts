import { EdgewiseError } from "../platform/errors.ts";
import { attributesOf, type FilePorts, type FileRecord } from "./file.ts";
import { safeFilename } from "./filename.ts";
import { contentKey, markOfUser } from "./keys.ts";
import { HEAD_BYTES, isText, recognize } from "./types.ts";

export const FILE_BYTES = 10 * 1024 * 1024;

export interface Upload {
  tenantId: string;
  fileId: string;
  userId: string | null;
  /** As the client tells them; neither is believed. */
  mediaType: string | null;
  filename: string | null;
  /** Bytes, where they are known before; else null: the body is read to its end first. */
  size: number | null;
  body: AsyncIterable<Uint8Array>;
}

export interface Uploaded {
  file: Omit<FileRecord, "etag">;
  /** In hex. */
  sha256: string;
}

/**
 * Keeps a file. Its bytes go through as they come; the first ones say what it is.
 * Errors: `payload_too_large`, `unsupported_media_type`, `invalid_request` for an empty one or one that breaks off.
 */
export async function uploadFile({ files }: Pick<FilePorts, "files">, upload: Upload): Promise<Uploaded> {
  const { tenantId, fileId, userId } = upload;
  if (upload.size !== null && upload.size > FILE_BYTES) throw tooLarge();
  const { body, size } = upload.size === null ? await gather(upload.body) : { body: upload.body, size: upload.size };
  const { head, whole } = await peek(body);
  if (head.length === 0) throw new EdgewiseError("invalid_request", "The file is empty. Choose another one.");
  const mediaType = recognize(head, upload.mediaType, upload.filename);
  if (mediaType === null) throw notTaken(upload.mediaType);
  const filename = safeFilename(upload.filename, mediaType);
  const checked = isText(mediaType) ? textOnly(whole, () => notTaken(upload.mediaType)) : whole;
  // The mark comes first: bytes that no erasure would find must never be there.
  if (userId !== null) await files.mark(markOfUser(tenantId, userId, fileId), {});
  const { sha256 } = await files.put(
    contentKey(tenantId, fileId),
    exactly(checked, size),
    size,
    attributesOf({ userId, mediaType, filename }),
  );
  return { file: { fileId, tenantId, userId, mediaType, filename, size }, sha256 };
}

/** The beginning of a body, and the body whole. */
async function peek(body: AsyncIterable<Uint8Array>): Promise<{ head: Uint8Array; whole: AsyncIterable<Uint8Array> }> {
  const chunks = body[Symbol.asyncIterator]();
  const seen: Uint8Array[] = [];
  for (let bytes = 0; bytes < HEAD_BYTES;) {
    const next = await chunks.next();
    if (next.done) break;
    seen.push(next.value);
    bytes += next.value.length;
  }
  async function* whole() {
    yield* seen;
    for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value;
  }
  return { head: join(seen).subarray(0, HEAD_BYTES), whole: whole() };
}

/** Passes bytes on; throws where they turn out to be no UTF-8, or hold NUL, however late. */
async function* textOnly(body: AsyncIterable<Uint8Array>, refusal: () => EdgewiseError): AsyncGenerator<Uint8Array> {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  try {
    for await (const chunk of body) {
      if (decoder.decode(chunk, { stream: true }).includes("\u0000")) throw refusal();
      yield chunk;
    }
    decoder.decode();
  } catch (error) {
    throw error instanceof EdgewiseError || !(error instanceof TypeError) ? error : refusal();
  }
}

async function* exactly(body: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > size) break;
    yield chunk;
  }
  if (bytes !== size) throw new EdgewiseError("invalid_request", "The file did not arrive whole. Send it again.");
}

/** A body of unknown length, read to its end. */
async function gather(body: AsyncIterable<Uint8Array>): Promise<{ body: AsyncIterable<Uint8Array>; size: number }> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > FILE_BYTES) throw tooLarge();
  }
  async function* again() {
    yield* chunks;
  }
  return { body: again(), size };
}

function join(chunks: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    joined.set(chunk, at);
    at += chunk.length;
  }
  return joined;
}

function tooLarge(): EdgewiseError {
  return new EdgewiseError("payload_too_large", "A file may be at most 10 MB. Make it smaller, or send a part of it.");
}

function notTaken(claimed: string | null): EdgewiseError {
  const said = claimed ? ` It was sent as ${claimed.slice(0, 100)}.` : "";
  return new EdgewiseError(
    "unsupported_media_type",
    `Send a PNG, JPEG, WebP or GIF image, a PDF, or plain text, Markdown or CSV in UTF-8, whose bytes are what its type says.${said}`,
  );
}
