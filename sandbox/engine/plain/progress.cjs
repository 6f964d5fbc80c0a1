"use strict";
/*
 * Shows which long steps are running and for how long: one line that is rewritten on a terminal, a line
 * every 15 seconds elsewhere (a log of a build, a test). Steps may run side by side.
 */
const TERMINAL_SECONDS = 1;
const LOG_SECONDS = 15;
/** Steps shorter than this leave no line: a warm set-up stays silent. Milliseconds. */
const WORTH_TELLING = 2000;

/** See progress.d.cts. */
function createProgress(options = {}) {
  const stream = options.stream;
  const terminal = options.write === undefined && stream?.isTTY === true;
  const write = options.write ?? ((line) => stream?.write(`${line}\n`));
  const now = options.now ?? Date.now;
  const running = new Set();
  let timer;

  const seconds = (step) => Math.round((now() - step.since) / 1000);
  const shown = () =>
    [...running]
      .map((step) => `${step.label}${step.detail === "" ? "" : ` (${step.detail})`} ${seconds(step)} s`)
      .join(" | ");
  const clear = () => terminal && stream.write("\r\x1b[K");
  const tick = () => {
    if (!terminal) {
      write(`  ... ${shown()}`);
      return;
    }
    clear();
    stream.write(`  ... ${shown()}`.slice(0, Math.max(20, (stream.columns ?? 80) - 1)));
  };
  const note = (line) => {
    clear();
    write(line);
  };

  async function step(label, work) {
    const entry = { label, detail: "", since: now() };
    running.add(entry);
    timer ??= setInterval(tick, (terminal ? TERMINAL_SECONDS : LOG_SECONDS) * 1000).unref();
    let done = false;
    try {
      const result = await work((detail) => {
        entry.detail = detail;
      });
      done = true;
      return result;
    } finally {
      running.delete(entry);
      clear();
      if (done && now() - entry.since >= WORTH_TELLING) {
        write(`  ${label}: ${seconds(entry)} s`);
      }
      if (running.size === 0) {
        clearInterval(timer);
        timer = undefined;
      }
    }
  }

  return { note, step };
}

exports.createProgress = createProgress;
