"use strict";
/*
 * Runs a command in a process group of its own, so that stopping it stops everything it started.
 * Plain JavaScript because set-up needs it before any dependency is installed.
 */
const { spawn } = require("node:child_process");

/** Seconds a stopped command gets between SIGTERM and SIGKILL. */
const GRACE_SECONDS = 5;
/** Lines of output in the error message of a failed command: npm says first what is wrong, compilers last. */
const FIRST_LINES = 10;
const LAST_LINES = 20;

/** Sends a signal to the whole process group; a group that is gone already is fine. */
function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (error.code !== "ESRCH" && error.code !== "EPERM") {
      throw error;
    }
  }
}

/** Calls `onLine` per line of a stream and keeps the rest of an unfinished line. */
function readLines(stream, onLine) {
  let rest = "";
  stream.setEncoding("utf8");
  stream.on("data", (chunk) => {
    const lines = (rest + chunk).split(/\r?\n/);
    rest = lines.pop();
    for (const line of lines) {
      onLine(line);
    }
  });
  stream.on("end", () => {
    if (rest !== "") {
      onLine(rest);
    }
  });
}

class CommandError extends Error {
  constructor(message, code, output) {
    super(message);
    this.name = "CommandError";
    this.code = code;
    this.output = output;
  }
}

function failure(command, args, reason, code, tail) {
  const shown = [command, ...args].join(" ");
  return new CommandError([`${shown}: ${reason}`, ...tail.map((line) => `  ${line}`)].join("\n"), code, tail);
}

/** See run.d.cts. */
async function run(command, args, options = {}) {
  const { cwd, env, input, onLine, signal, timeoutSeconds } = options;
  signal?.throwIfAborted();
  return await new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env,
      detached: true,
      stdio: [input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
    });
    // A command that ends without reading its input is judged by its exit code.
    child.stdin?.on("error", () => undefined).end(input);
    const stdout = [];
    const tail = [];
    const keep = (line) => {
      tail.push(line);
      if (tail.length > FIRST_LINES + LAST_LINES) {
        tail.splice(FIRST_LINES, 1);
      }
      onLine?.(line);
    };
    readLines(child.stdout, (line) => {
      stdout.push(line);
      keep(line);
    });
    readLines(child.stderr, keep);

    let reason;
    let killer;
    const stop = (why) => {
      if (reason !== undefined || child.pid === undefined) {
        return;
      }
      reason = why;
      signalGroup(child.pid, "SIGTERM");
      killer = setTimeout(() => signalGroup(child.pid, "SIGKILL"), GRACE_SECONDS * 1000);
    };
    const onAbort = () => stop("interrupted");
    const onExit = () => child.pid !== undefined && signalGroup(child.pid, "SIGKILL");
    const timer =
      timeoutSeconds === undefined
        ? undefined
        : setTimeout(() => stop(`no answer within ${timeoutSeconds} s`), timeoutSeconds * 1000);
    signal?.addEventListener("abort", onAbort, { once: true });
    process.once("exit", onExit);
    const settle = () => {
      clearTimeout(killer);
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
      process.removeListener("exit", onExit);
    };

    child.on("error", (error) => {
      settle();
      reject(failure(command, args, error.code === "ENOENT" ? "not found" : error.message, error.code, []));
    });
    child.on("close", (code, by) => {
      settle();
      // What the command itself left behind in its group must not outlive it.
      if (reason !== undefined) {
        signalGroup(child.pid, "SIGKILL");
      }
      if (signal?.aborted) {
        reject(signal.reason);
      } else if (reason !== undefined) {
        reject(failure(command, args, reason, code, tail));
      } else if (code !== 0) {
        reject(failure(command, args, by === null ? `exit code ${code}` : `ended by ${by}`, code, tail));
      } else {
        resolve(stdout.join("\n"));
      }
    });
  });
}

exports.CommandError = CommandError;
exports.run = run;
