/** The store of bytes as files need it: R2 in production, memory in tests. */
export interface FileStore {
  /**
   * Writes exactly `size` bytes, or nothing: a body that is shorter, longer or breaks off leaves no object.
   * Gives the SHA-256 of what was written, in hex. Throws what the body throws.
   */
  put(key: string, body: AsyncIterable<Uint8Array>, size: number, attributes: Attributes): Promise<{ sha256: string }>;
  /** An empty object, which says something by its key and its attributes. */
  mark(key: string, attributes: Attributes): Promise<void>;
  head(key: string): Promise<StoredObject | null>;
  /** With a range, only those bytes; the caller has seen that it lies within. */
  get(key: string, range?: ByteRange): Promise<(StoredObject & { body: ReadableStream<Uint8Array> }) | null>;
  /** Every object under a prefix, with its attributes. */
  list(prefix: string): AsyncIterable<{ key: string; attributes: Attributes }>;
  /** Objects that are not there are no error. */
  delete(keys: readonly string[]): Promise<void>;
}

/** Small texts beside an object: 2 kB at most, all of them. */
export type Attributes = Readonly<Record<string, string>>;

export interface StoredObject {
  size: number;
  /** Quoted, as `ETag` has it. */
  etag: string;
  attributes: Attributes;
}

export interface ByteRange {
  offset: number;
  length: number;
}
