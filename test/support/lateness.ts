/** How late this process is itself: what a test measures contains it, and no server is to blame for it. */

const tickMs = 20;
/** Timers are this inexact on an idle machine, too. */
const inexactMs = 5;

export interface Lateness {
  /** Milliseconds for which this process has stood still so far. */
  total(): number;
  stop(): void;
}

export function watchLateness(): Lateness {
  let total = 0;
  let dueAt = performance.now() + tickMs;
  const look = () => {
    const now = performance.now();
    if (now - dueAt > inexactMs) total += now - dueAt;
    dueAt = now + tickMs;
  };
  const timer = setInterval(look, tickMs);
  return {
    total: () => total + Math.max(0, performance.now() - dueAt - inexactMs),
    stop: () => clearInterval(timer),
  };
}
