/** Texts that lie somewhere unreadable: AES-256-GCM under secrets that are made of the installation's own. */
const IV_BYTES = 12;

/** 32 bytes, the same for the same names; nobody makes them without the installation's secret. The first name says what for. */
export async function secretFrom(installation: string, names: readonly string[]): Promise<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  const hmac = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", encoder.encode(installation), hmac, false, ["sign"]);
  // No JWT begins like this, so that nothing signed here passes for a token.
  return new Uint8Array(await crypto.subtle.sign(hmac.name, key, encoder.encode(JSON.stringify(names))));
}

/** The random vector goes first. */
export async function seal(text: string, secret: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await cipherKey(secret), new TextEncoder().encode(text));
  const bytes = new Uint8Array(IV_BYTES + sealed.byteLength);
  bytes.set(iv);
  bytes.set(new Uint8Array(sealed), IV_BYTES);
  return bytes;
}

/** Null when it was sealed with another secret: the installation's has changed meanwhile. */
export async function unseal(bytes: Uint8Array, secret: Uint8Array<ArrayBuffer>): Promise<string | null> {
  const own = new Uint8Array(bytes);
  const key = await cipherKey(secret);
  const opened = crypto.subtle.decrypt({ name: "AES-GCM", iv: own.subarray(0, IV_BYTES) }, key, own.subarray(IV_BYTES));
  return opened.then(
    (plain) => new TextDecoder().decode(plain),
    () => null,
  );
}

const cipherKey = (secret: Uint8Array<ArrayBuffer>) => crypto.subtle.importKey("raw", secret, "AES-GCM", false, ["encrypt", "decrypt"]);
