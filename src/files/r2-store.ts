import type { Attributes, FileStore } from "./store.ts";

/** R2 takes no more keys in one deletion. */
const mostDeleted = 1000;

/** Files in an R2 bucket. */
export function connectFiles(bucket: R2Bucket): FileStore {
  return {
    put: (key, body, size, attributes) => put(bucket, key, body, size, attributes),
    mark: async (key, attributes) => void (await bucket.put(key, "", { customMetadata: { ...attributes } })),
    head: async (key) => {
      const object = await bucket.head(key);
      return object && describe(object);
    },
    get: async (key, range) => {
      const object = await bucket.get(key, range ? { range: { ...range } } : {});
      return object && { ...describe(object), body: object.body };
    },
    list: (prefix) => list(bucket, prefix),
    delete: async (keys) => {
      for (let at = 0; at < keys.length; at += mostDeleted) await bucket.delete(keys.slice(at, at + mostDeleted));
    },
  };
}

const describe = ({ size, httpEtag: etag, customMetadata }: R2Object) => ({ size, etag, attributes: customMetadata ?? {} });

/** R2 takes a stream of known length only; what comes short of it, or goes beyond, fails the write. */
async function put(bucket: R2Bucket, key: string, body: AsyncIterable<Uint8Array>, size: number, attributes: Attributes) {
  const pipe = new FixedLengthStream(size);
  const digest = new crypto.DigestStream("SHA-256");
  const [bytes, hash] = [pipe.writable.getWriter(), digest.getWriter()];
  // What fails is told by the writes; unheard, these would be told once more as faults of the Worker.
  for (const writer of [bytes, hash]) writer.closed.catch(() => undefined);
  const pump = async () => {
    try {
      for await (const chunk of body) await Promise.all([bytes.write(chunk), hash.write(chunk)]);
      await Promise.all([bytes.close(), hash.close()]);
    } catch (error) {
      await Promise.allSettled([bytes.abort(error), hash.abort(error), digest.digest]);
      throw error;
    }
  };
  // The pump comes first: of the two that fail together, it knows why.
  await Promise.all([pump(), bucket.put(key, pipe.readable, { customMetadata: { ...attributes } })]);
  return { sha256: hex(await digest.digest) };
}

async function* list(bucket: R2Bucket, prefix: string) {
  for (let cursor: string | undefined; ;) {
    const page = await bucket.list({ prefix, include: ["customMetadata"], ...(cursor === undefined ? {} : { cursor }) });
    for (const { key, customMetadata } of page.objects) yield { key, attributes: customMetadata ?? {} };
    if (!page.truncated) return;
    cursor = page.cursor;
  }
}

const hex = (bytes: ArrayBuffer) => Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
