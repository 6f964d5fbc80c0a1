import { setTimeout } from "node:timers/promises";

/** Moves the cursor to the top left and clears what is below, so that nothing flickers and no scroll-back is lost. */
const REDRAW = "\x1b[H\x1b[J";

/** Moves what was on the screen before out of sight, once. */
const CLEAR = "\x1b[2J";

export interface WatchArgs {
  /** The next screen. */
  readonly screen: () => Promise<string>;
  readonly write: (text: string) => void;
  /** Whether screens replace each other; otherwise they follow each other, for a log. */
  readonly isTerminal: boolean;
  readonly seconds: number;
  readonly signal: AbortSignal;
}

/** Shows a screen again and again until the signal is aborted. A screen that is under way is then not shown. */
export async function watch({ screen, write, isTerminal, seconds, signal }: WatchArgs): Promise<void> {
  for (let isFirst = true; !signal.aborted; isFirst = false) {
    const text = await screen();
    if (signal.aborted) {
      return;
    }
    if (isTerminal) {
      write(`${isFirst ? CLEAR : ""}${REDRAW}${text}`);
    } else {
      write(`${isFirst ? "" : "\n"}${text}`);
    }
    // An aborted signal ends the pause early.
    await setTimeout(seconds * 1000, undefined, { signal }).catch(() => {});
  }
}
