import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

/** Where distributions put it: Debian's package, Ubuntu's, and Google Chrome on GitHub's runners. */
const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Path of a Chromium; `CHROMIUM` may name another. Undefined where there is none. */
export const CHROMIUM: string | undefined = process.env.CHROMIUM ?? PLACES.find((path) => existsSync(path));

/** What a test says that is skipped without a browser. */
export const NO_CHROMIUM = `no Chromium at ${PLACES.join(", ")}; install Debian's package chromium, or set CHROMIUM to its path`;

/** A headless browser that looks for nothing on the network by itself. */
export async function openChromium(): Promise<Browser> {
  return await chromium.launch({
    executablePath: CHROMIUM ?? "",
    args: [
      "--headless",
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
