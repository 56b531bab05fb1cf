import { existsSync } from "node:fs";
import { chromium, type Browser } from "playwright-core";

const usual = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/opt/google/chrome/chrome"];

export const howToGetChromium = "install Chromium (Debian: apt-get install chromium), or name one with CHROMIUM_PATH=/path/to/it.";

/** A Chromium of this machine: the one that `CHROMIUM_PATH` names, or one where they usually are. */
export function findChromium(): string | undefined {
  return process.env["CHROMIUM_PATH"] || usual.find((path) => existsSync(path));
}

/** Errors: says how to get a Chromium where there is none. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error(`The browser tests need a browser: ${howToGetChromium}`);
  return chromium.launch({
    executablePath,
    headless: true,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}
