const FIRST_SECONDS = 5;
const LONGEST_SECONDS = 30;

/** Seconds until the next delivery, after `attempts` of them: 5, 10, 20, 30, 30, … */
export function delayAfter(attempts: number): number {
  return Math.min(FIRST_SECONDS * 2 ** (attempts - 1), LONGEST_SECONDS);
}
