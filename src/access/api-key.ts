/**
 * The written form of an API key: `ew_live_` or `ew_test_`, 32 random bytes, and a checksum by which a mistyped or
 * made-up key is refused without asking the database. Only its SHA-256 is stored.
 */
const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const SECRET_BYTES = 32;
const SECRET_LENGTH = 43;
const CHECKSUM_LENGTH = 6;
/** Characters of the secret that a list shows, so that a person tells keys apart. */
const SHOWN_LENGTH = 4;

const form = new RegExp(`^(ew_(?:live|test)_[0-9A-Za-z]{${SECRET_LENGTH}})([0-9A-Za-z]{${CHECKSUM_LENGTH}})$`);

export interface MintedKey {
  /** The whole key: shown once, never stored. */
  key: string;
  /** What may be shown later. */
  prefix: string;
  hash: string;
}

export type RandomBytes = (count: number) => Uint8Array<ArrayBuffer>;

const platformBytes: RandomBytes = (count) => crypto.getRandomValues(new Uint8Array(count));

/** Makes a new key. `live` says whether it is for production; `randomBytes` is the platform's secure source. */
export async function mintKey(live: boolean, randomBytes: RandomBytes = platformBytes): Promise<MintedKey> {
  const start = live ? "ew_live_" : "ew_test_";
  const body = start + base62(randomBytes(SECRET_BYTES), SECRET_LENGTH);
  const key = body + (await checksum(body));
  return { key, prefix: body.slice(0, start.length + SHOWN_LENGTH), hash: await hashKey(key) };
}

/** Whether `text` could be a key of ours: its form and its checksum are right. */
export async function isWellFormedKey(text: string): Promise<boolean> {
  const parts = form.exec(text);
  return parts?.[1] !== undefined && parts[2] === (await checksum(parts[1]));
}

/** Lower-case hexadecimal SHA-256. The key has 256 random bits, so no slow hash is needed. */
export async function hashKey(key: string): Promise<string> {
  return Array.from(await sha256(key), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function checksum(body: string): Promise<string> {
  return base62((await sha256(body)).subarray(0, 4), CHECKSUM_LENGTH);
}

async function sha256(text: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
}

function base62(bytes: Uint8Array, length: number): string {
  let number = bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  let digits = "";
  while (digits.length < length) {
    digits = alphabet.charAt(Number(number % 62n)) + digits;
    number /= 62n;
  }
  return digits;
}
