"use strict";
/*
 * Brings node_modules of a folder to what its package-lock.json says, with `npm ci`, and only when it is not.
 * Plain JavaScript: it runs on a fresh clone, before any dependency is there.
 */
const { createHash } = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");
const { withLock } = require("./lock.cjs");
const { run } = require("./run.cjs");

/** Inside node_modules: removed with it, and `npm ci` empties the folder first. */
const STAMP = path.join("node_modules", ".app-of-apps-lock");

/** What an installation depends on: the lock file and the platform (some packages carry binaries). */
function stampOf(lockText) {
  return createHash("sha256").update(`${process.platform} ${process.arch}\n`).update(lockText).digest("hex");
}

function readText(file) {
  try {
    return fs.readFileSync(file, "utf8");
  } catch (error) {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") {
      return undefined;
    }
    throw error;
  }
}

/** npm's own record of what it installed, `node_modules/.package-lock.json`, against the lock file. */
function holdsAll(lockText, recordText) {
  try {
    const wanted = JSON.parse(lockText).packages;
    const present = JSON.parse(recordText).packages;
    return Object.entries(wanted).every(([place, entry]) => {
      if (place === "" || entry.link) {
        return true;
      }
      const found = present[place];
      // Optional packages of other platforms are rightly not there.
      if (found === undefined) {
        return entry.optional === true || entry.devOptional === true || entry.peer === true;
      }
      return found.version === entry.version && found.integrity === entry.integrity;
    });
  } catch {
    return false;
  }
}

/** See packages.d.cts. */
function packagesState(folder) {
  const lockText = readText(path.join(folder, "package-lock.json"));
  if (lockText === undefined) {
    return { state: "none" };
  }
  const stamp = stampOf(lockText);
  if (readText(path.join(folder, STAMP)) === stamp) {
    return { state: "ready", stamp };
  }
  const record = readText(path.join(folder, "node_modules", ".package-lock.json"));
  if (record !== undefined && holdsAll(lockText, record)) {
    return { state: "unmarked", stamp };
  }
  return { state: fs.existsSync(path.join(folder, "node_modules")) ? "outdated" : "missing", stamp };
}

function mark(folder, stamp) {
  // npm makes no folder for a lock file without packages.
  fs.mkdirSync(path.join(folder, "node_modules"), { recursive: true });
  fs.writeFileSync(path.join(folder, STAMP), stamp);
}

/** npm as it was started with, else the one on PATH. */
function npmCommand() {
  const script = process.env.npm_execpath;
  return script?.endsWith(".js") ? [process.execPath, [script]] : ["npm", []];
}

/** See packages.d.cts. */
async function ensurePackages(folder, { progress, signal }) {
  const before = packagesState(folder);
  if (before.state === "none" || before.state === "ready") {
    return;
  }
  const name = path.basename(folder);
  const lockFile = path.join(folder, ".sandbox", "packages.lock");
  const onWait = (holder) =>
    progress.note(`packages of ${name}: another set-up (process ${holder.pid}) is at it, waiting`);
  await withLock(
    lockFile,
    async () => {
      const { state, stamp } = packagesState(folder);
      if (state === "ready") {
        return;
      }
      if (state === "unmarked") {
        mark(folder, stamp);
        return;
      }
      const [npm, first] = npmCommand();
      const why = state === "missing" ? "not installed yet" : "not what package-lock.json says";
      progress.note(`packages of ${name}: ${why}, running npm ci`);
      try {
        await progress.step(`packages of ${name}`, () =>
          run(npm, [...first, "ci", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: folder, signal }),
        );
      } catch (error) {
        // Half a node_modules would look like a whole one to the next command.
        fs.rmSync(path.join(folder, "node_modules"), { recursive: true, force: true, maxRetries: 5 });
        throw error;
      }
      mark(folder, stamp);
    },
    { onWait, signal },
  );
}

exports.ensurePackages = ensurePackages;
exports.packagesState = packagesState;
