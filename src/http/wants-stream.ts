/** Whether a client asks, in its `Accept`, for the answer as it comes. */
export function wantsStream(accept: string | undefined): boolean {
  return accept?.toLowerCase().includes("text/event-stream") ?? false;
}
