import { EdgewiseError } from "../platform/errors.ts";

/** Of a request, what its body is read by: Hono's own keeps what was read for who reads next. */
interface Readable {
  header(name: string): string | undefined;
  arrayBuffer(): Promise<ArrayBuffer>;
  formData(): Promise<FormData>;
}

/** What a body says, byte for byte; of a form, its fields, for each sending of one has another boundary. Errors: `invalid_request`. */
export async function contentOf(request: Readable): Promise<ArrayBuffer> {
  const type = request.header("content-type") ?? "";
  if (!type.toLowerCase().startsWith("multipart/form-data")) return request.arrayBuffer();
  const form = await request.formData().catch((cause: unknown) => {
    throw new EdgewiseError("invalid_request", "The form cannot be read: send multipart/form-data with its boundary.", { cause });
  });
  const fields = await Promise.all(Array.from(form, ([name, value]) => describeField(name, value)));
  return new Blob(fields.flat()).arrayBuffer();
}

async function describeField(name: string, value: string | File): Promise<(string | Uint8Array<ArrayBuffer>)[]> {
  const content = new Uint8Array(await new Blob([value]).arrayBuffer());
  const told = typeof value === "string" ? [name] : [name, value.name, value.type];
  return [JSON.stringify([...told, content.byteLength]), content];
}
