import type { HonoRequest } from "hono";
import type { Upload } from "../files/index.ts";
import { EdgewiseError } from "../platform/errors.ts";

type Given = Pick<Upload, "mediaType" | "filename" | "size" | "body">;

/** What a request brings up: its body, or the field `file` of its form. Errors: `invalid_request`. */
export async function readUpload(request: HonoRequest, filename: string | null): Promise<Given> {
  const type = request.header("content-type") ?? null;
  if (type?.toLowerCase().startsWith("multipart/form-data")) return fromForm(await formOf(request), filename);
  // A key has had the body read already; then it is there whole.
  if (request.raw.bodyUsed) return { ...ofBytes(new Uint8Array(await request.arrayBuffer())), mediaType: type, filename };
  const length = request.header("content-length");
  const size = length !== undefined && /^\d{1,15}$/.test(length) ? Number(length) : null;
  return { body: request.raw.body ? chunksOf(request.raw.body) : ofBytes(new Uint8Array()).body, size, mediaType: type, filename };
}

async function formOf(request: HonoRequest): Promise<FormData> {
  try {
    return await request.formData();
  } catch (cause) {
    throw new EdgewiseError("invalid_request", "The form cannot be read: send multipart/form-data with its boundary.", { cause });
  }
}

function fromForm(form: FormData, filename: string | null): Given {
  const files = form.getAll("file");
  const [file] = files;
  if (!(file instanceof File) || files.length > 1) {
    const errors = [{ path: "file", message: "must be one file" }];
    throw new EdgewiseError("invalid_request", "Send one file, in the field `file` of the form.", { errors });
  }
  return { body: chunksOf(file.stream()), size: file.size, mediaType: file.type, filename: filename ?? file.name };
}

function ofBytes(bytes: Uint8Array): Pick<Given, "body" | "size"> {
  async function* once() {
    if (bytes.length > 0) yield bytes;
  }
  return { body: once(), size: bytes.length };
}

/** A stream's chunks; who stops reading cancels it. The runtime types bodies as streams of anything: they are bytes. */
async function* chunksOf(stream: ReadableStream<unknown>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      if (!(next.value instanceof Uint8Array)) throw new TypeError("a body gave something else than bytes");
      yield next.value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
