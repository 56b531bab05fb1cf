import { EdgewiseError } from "./errors.ts";

/**
 * What `work` gives, or an `unavailable` error once `milliseconds` have passed.
 * The work itself goes on, unheard: give it a signal of its own where it must end too.
 */
export async function within<T>(milliseconds: number, work: PromiseLike<T>): Promise<T> {
  const { promise: tooLate, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new EdgewiseError("unavailable", `No answer within ${milliseconds} ms.`)), milliseconds);
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
