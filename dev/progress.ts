/**
 * Runs a step and tells how long it took; a step that fails is told too, and throws on.
 * @param unwanted once aborted, the step was cut off on purpose and nothing is told.
 */
export async function step<T>(text: string, work: () => Promise<T>, unwanted?: AbortSignal): Promise<T> {
  const startedAt = performance.now();
  const tell = (mark: string) => {
    if (!unwanted?.aborted) console.log(`${mark} ${text} (${((performance.now() - startedAt) / 1000).toFixed(1)} s)`);
  };
  try {
    const result = await work();
    tell("✓");
    return result;
  } catch (error) {
    tell("✗");
    throw error;
  }
}
