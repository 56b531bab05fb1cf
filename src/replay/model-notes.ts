/** Listens to a turn's model calls. */
import type { LanguageModelV4CallOptions, LanguageModelV4StreamPart } from "@ai-sdk/provider";
import { digestsOf } from "./digest.ts";
import { recordFailure } from "./failures.ts";
import { packParts } from "./pack-parts.ts";
import type { RecordedModelCall } from "./recording.ts";

type Part = LanguageModelV4StreamPart;

interface CallNote {
  /** Kept as they are; their digests are made when nobody waits any more. */
  options: LanguageModelV4CallOptions;
  parts: Part[];
  ended: RecordedModelCall["ended"];
}

/** Characters, about, that the parts of a turn may have. More is no recording that a row holds. */
const mostHeard = 1_000_000;

export class ModelNotes {
  readonly #calls: CallNote[] = [];
  readonly #now: () => number;
  #left = mostHeard;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** The same parts. One promise a part: a generator in between would cost three. */
  listen(options: LanguageModelV4CallOptions, parts: AsyncIterable<Part>): AsyncIterable<Part> {
    const call: CallNote = { options, parts: [], ended: "cut" };
    this.#calls.push(call);
    return {
      [Symbol.asyncIterator]: () => {
        const inner = parts[Symbol.asyncIterator]();
        const heard = (result: IteratorResult<Part>) => this.#hear(call, result);
        const failed = (error: unknown) => this.#fail(call, error);
        return {
          next: () => inner.next().then(heard, failed),
          return: async () => {
            await inner.return?.();
            return { done: true, value: undefined };
          },
        };
      },
    };
  }

  #hear(call: CallNote, result: IteratorResult<Part>): IteratorResult<Part> {
    if (result.done) {
      call.ended = "whole";
      return result;
    }
    const part = result.value;
    this.#left -= "delta" in part ? part.delta.length : 50;
    if (this.#left > 0) call.parts.push(part);
    return result;
  }

  #fail(call: CallNote, error: unknown): never {
    call.ended = { failure: recordFailure(error, this.#now()) };
    throw error;
  }

  /** Null where it was too much. */
  recorded(): RecordedModelCall[] | null {
    if (this.#left <= 0) return null;
    return this.#calls.map(({ options, parts, ended }) => ({ asked: digestsOf(options), parts: packParts(parts, this.#now()), ended }));
  }
}
