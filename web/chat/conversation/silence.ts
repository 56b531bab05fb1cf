/**
 * When the bot breaks a customer's silence, nobody listens: the page asks when that will be, once nothing has happened for a while, and
 * looks then. Pure but for its ports.
 */
export interface SilencePorts {
  /** When the bot will speak if nobody else does, in milliseconds since the epoch; null: never. */
  idleAt(): Promise<number | null>;
  /** Shows what was said. */
  look(): Promise<void>;
}

/** Most pauses are shorter: who talks is not asked about. */
export const QUIET_MS = 20_000;
/** The alarm comes a little later than it was set, and clocks differ. */
export const GRACE_MS = 3_000;
/** Browsers count no further. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Until it is told to stop. */
export function mindSilence({ idleAt, look }: SilencePorts): () => void {
  let stopped = false;
  let timer: ReturnType<typeof setTimeout>;
  const later = (wait: number, then: () => Promise<void>): void => {
    if (!stopped) timer = setTimeout(() => void then(), Math.min(wait, LONGEST_TIMER_MS));
  };
  // Where nothing was said yet, the next look comes twice as late.
  const ask = (quiet: number) => async (): Promise<void> => {
    const at = await idleAt().catch(() => null);
    if (at === null) return;
    later(Math.max(at - Date.now(), 0) + GRACE_MS, async () => {
      await look().catch(() => undefined);
      later(2 * quiet, ask(2 * quiet));
    });
  };
  later(QUIET_MS, ask(QUIET_MS));
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
