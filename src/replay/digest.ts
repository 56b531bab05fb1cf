/** Short names of what a model was asked, to tell one prompt from another; no protection against anybody. Pure. */
import type { LanguageModelV4CallOptions } from "@ai-sdk/provider";
import type { Digests } from "./recording.ts";

export function digestsOf({ prompt, abortSignal: _, tools, ...settings }: LanguageModelV4CallOptions): Digests {
  return { prompt: digest(prompt.map(named)), offer: digest([settings, tools?.map(named)]) };
}

/** Most of a prompt was in the one before, message for message: each is read once. */
const names = new WeakMap<object, string>();

function named(value: object): string {
  const known = names.get(value);
  if (known !== undefined) return known;
  const name = digest(value);
  names.set(value, name);
  return name;
}

/** 53 bits in base 36. What JSON leaves out changes nothing. */
export function digest(value: unknown): string {
  const mix = new Mix();
  mix.value(value);
  return mix.name();
}

/** The file that a part of a prompt stands for: a replay need not have its bytes. */
function fileIn(value: { providerOptions?: { edgewise?: { file?: unknown } } }): string | null {
  const file = value.providerOptions?.edgewise?.file;
  return typeof file === "string" ? file : null;
}

/** Two multiplicative hashes side by side: it takes about as long as writing the same as JSON. */
class Mix {
  #one = 0xdeadbeef;
  #other = 0x41c6ce57;

  value(value: unknown): void {
    if (typeof value === "string") this.#text("s", value);
    else if (Array.isArray(value)) {
      this.#number(value.length);
      for (const entry of value) this.value(entry);
    } else if (value !== null && typeof value === "object") this.#object(value);
    else this.#text("p", String(value));
  }

  #object(value: object): void {
    if (value instanceof Date) return this.#text("d", value.toISOString());
    const file = fileIn(value);
    if (file !== null) return this.#text("f", file);
    for (const [key, entry] of Object.entries(value)) {
      if (entry === undefined) continue;
      this.#text("k", key);
      this.value(entry);
    }
    this.#text("e", "");
  }

  #text(kind: string, text: string): void {
    this.#number(kind.charCodeAt(0));
    this.#number(text.length);
    let one = this.#one;
    let other = this.#other;
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index);
      one = Math.imul(one ^ code, 2_654_435_761);
      other = Math.imul(other ^ code, 1_597_334_677);
    }
    this.#one = one;
    this.#other = other;
  }

  #number(value: number): void {
    this.#one = Math.imul(this.#one ^ value, 2_654_435_761);
    this.#other = Math.imul(this.#other ^ value, 1_597_334_677);
  }

  name(): string {
    const one = Math.imul(this.#one ^ (this.#one >>> 16), 2_246_822_507) ^ Math.imul(this.#other ^ (this.#other >>> 13), 3_266_489_909);
    const other = Math.imul(this.#other ^ (this.#other >>> 16), 2_246_822_507) ^ Math.imul(one ^ (one >>> 13), 3_266_489_909);
    return (4_294_967_296 * (2_097_151 & other) + (one >>> 0)).toString(36);
  }
}
