import { Cron } from "croner";
import { unstable_readConfig } from "wrangler";

/** `wrangler dev` fires no cron by itself: this does, at every trigger of wrangler.toml, in UTC as Cloudflare. */
export function tickCrons(runtimeUrl: string, configPath: string): { stop(): void } {
  const { triggers }: { triggers: { crons?: string[] } } = unstable_readConfig({ config: configPath }, { hideWarnings: true });
  const patterns = triggers.crons ?? [];
  const jobs = patterns.map((pattern) => new Cron(pattern, { timezone: "UTC" }, () => fire(runtimeUrl, pattern)));
  return { stop: () => jobs.forEach((job) => job.stop()) };
}

async function fire(runtimeUrl: string, pattern: string): Promise<void> {
  const url = new URL("/cdn-cgi/handler/scheduled", runtimeUrl);
  url.searchParams.set("cron", pattern);
  // A runtime that is just ending misses this slot; the next start has its own.
  await fetch(url).catch(() => undefined);
}
