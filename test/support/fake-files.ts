import { createHash } from "node:crypto";
import type { Attributes, FileStore } from "../../src/files/store.ts";

interface Kept {
  bytes: Uint8Array<ArrayBuffer>;
  attributes: Attributes;
}

/** A store in memory that keeps the promises of the port. `kept` is what it holds, by key. */
export function fakeFiles(): FileStore & { kept: Map<string, Kept>; failNext(error: Error): void } {
  const kept = new Map<string, Kept>();
  let failure: Error | null = null;
  const check = () => {
    const error = failure;
    failure = null;
    if (error) throw error;
  };
  const describe = ({ bytes, attributes }: Kept) => ({ size: bytes.length, etag: `"${hash("md5", bytes)}"`, attributes });
  return {
    kept,
    failNext: (error) => void (failure = error),
    async put(key, body, size, attributes) {
      check();
      const chunks: Uint8Array[] = [];
      for await (const chunk of body) chunks.push(chunk);
      const bytes = new Uint8Array(Buffer.concat(chunks));
      if (bytes.length !== size) throw new Error(`${bytes.length} bytes came, not ${size}`);
      kept.set(key, { bytes, attributes });
      return { sha256: hash("sha256", bytes) };
    },
    async mark(key, attributes) {
      check();
      kept.set(key, { bytes: new Uint8Array(), attributes });
    },
    async head(key) {
      check();
      const found = kept.get(key);
      return found ? describe(found) : null;
    },
    async get(key, range) {
      check();
      const found = kept.get(key);
      if (!found) return null;
      const bytes = range ? found.bytes.slice(range.offset, range.offset + range.length) : found.bytes;
      return { ...describe(found), body: new Blob([bytes]).stream() };
    },
    async *list(prefix) {
      for (const [key, { attributes }] of [...kept]) if (key.startsWith(prefix)) yield { key, attributes };
    },
    async delete(keys) {
      check();
      for (const key of keys) kept.delete(key);
    },
  };
}

const hash = (algorithm: string, bytes: Uint8Array) => createHash(algorithm).update(bytes).digest("hex");
