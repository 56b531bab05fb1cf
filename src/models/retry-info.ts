/** How long a provider asks to wait: headers first, then the `RetryInfo` that Google puts into the body. Pure. */
import { z } from "zod";

export interface ErrorDetails {
  details: readonly unknown[];
  headers: Readonly<Record<string, string>>;
}

/** A protobuf duration: decimal seconds with up to nine digits, e.g. "17s" or "45.837906927s". */
const retryInfo = z.object({ retryDelay: z.string().regex(/^\d+(\.\d+)?s$/) });

/** The wait in milliseconds, rounded up; undefined when the provider does not say. */
export function retryAfterMs({ details, headers }: ErrorDetails, now: number): number | undefined {
  const exact = seconds(headers["retry-after-ms"], 1);
  if (exact !== undefined) return exact;
  const after = headers["retry-after"];
  const relative = seconds(after, 1000);
  if (relative !== undefined) return relative;
  const date = Date.parse(after ?? "");
  if (!Number.isNaN(date)) return Math.max(0, date - now);
  for (const detail of details) {
    const parsed = retryInfo.safeParse(detail);
    if (parsed.success) return Math.ceil(Number.parseFloat(parsed.data.retryDelay) * 1000);
  }
  return undefined;
}

function seconds(value: string | undefined, scale: number): number | undefined {
  return value !== undefined && /^\d+(\.\d+)?$/.test(value.trim()) ? Math.ceil(Number(value) * scale) : undefined;
}
