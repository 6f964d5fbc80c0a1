"use strict";
/*
 * A lock between processes, stored as a file {pid, host, started}: only one process at a time builds a cache entry
 * or installs packages. A lock whose holder died on this host is taken over; one of another host (a home on a
 * network) counts as dead when it was not touched for a while.
 */
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { randomUUID } = require("node:crypto");
const { setTimeout: sleep } = require("node:timers/promises");

/** Milliseconds between two polls of a lock that another process holds. */
const POLL = 200;
/** Milliseconds between two touches of one's own lock. */
const HEARTBEAT = 10_000;
/** Milliseconds without a touch after which the lock of another host is dead. */
const SILENCE = 120_000;
/** Milliseconds after which the mark of a takeover, which is made in no time, is stale itself. */
const TAKEOVER = 10_000;

/** When a process started, in the kernel's ticks, so that a reused pid is recognized; undefined without /proc. */
function startOf(pid) {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, "utf8");
    // The command's name, in brackets, may hold blanks: fields are counted from behind it (proc(5), field 22).
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  } catch {
    return undefined;
  }
}

/** See lock.d.cts. */
function isAlive(pid, start) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error.code === "EPERM";
  }
  const actual = startOf(pid);
  return start === undefined || actual === undefined || actual === start;
}

function readHolder(file) {
  try {
    const holder = JSON.parse(fs.readFileSync(file, "utf8"));
    return { ...holder, touched: fs.statSync(file).mtimeMs };
  } catch (error) {
    if (error.code === "ENOENT") {
      return undefined;
    }
    if (error instanceof SyntaxError) {
      return { pid: 0, host: os.hostname(), touched: 0 };
    }
    throw error;
  }
}

function isDead(holder) {
  if (holder.host !== os.hostname()) {
    return Date.now() - holder.touched > SILENCE;
  }
  return !(holder.pid > 0 && isAlive(holder.pid, holder.start));
}

/** Makes the lock file with its content in one step: a link to a finished file fails if the name is taken. */
function take(file, content) {
  const draft = `${file}.${randomUUID()}`;
  fs.writeFileSync(draft, content);
  try {
    fs.linkSync(draft, file);
    return true;
  } catch (error) {
    if (error.code === "EEXIST") {
      return false;
    }
    throw error;
  } finally {
    fs.rmSync(draft, { force: true });
  }
}

/** Removes a dead lock. Looking and removing are one step: the mark keeps two waiting processes from both doing it. */
function removeDead(file) {
  const mark = `${file}.takeover`;
  try {
    fs.mkdirSync(mark);
  } catch (error) {
    if (error.code !== "EEXIST") {
      throw error;
    }
    const age = Date.now() - (fs.statSync(mark, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > TAKEOVER) {
      fs.rmSync(mark, { recursive: true, force: true });
    }
    return;
  }
  try {
    const holder = readHolder(file);
    if (holder !== undefined && isDead(holder)) {
      fs.rmSync(file, { force: true });
    }
  } finally {
    fs.rmSync(mark, { recursive: true, force: true });
  }
}

/** See lock.d.cts. */
async function withLock(file, work, options = {}) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const id = randomUUID();
  const content = JSON.stringify({ id, pid: process.pid, host: os.hostname(), start: startOf(process.pid) });
  let notified = false;
  while (!take(file, content)) {
    options.signal?.throwIfAborted();
    const holder = readHolder(file);
    if (holder === undefined) {
      continue;
    }
    if (isDead(holder)) {
      removeDead(file);
      continue;
    }
    if (!notified) {
      options.onWait?.({ pid: holder.pid, host: holder.host });
    }
    notified = true;
    await sleep(POLL);
  }
  const heartbeat = setInterval(() => {
    const now = new Date();
    fs.utimes(file, now, now, () => undefined);
  }, HEARTBEAT).unref();
  const release = () => {
    clearInterval(heartbeat);
    process.removeListener("exit", release);
    if (readHolder(file)?.id === id) {
      fs.rmSync(file, { force: true });
    }
  };
  process.once("exit", release);
  try {
    return await work();
  } finally {
    release();
  }
}

exports.isAlive = isAlive;
exports.withLock = withLock;
