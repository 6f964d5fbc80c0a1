#!/usr/bin/env node
// Mutation testing of the policy pack, one folder after the other, and the scores at the end.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { folders, reportOf } from "./folders.mjs";

const HELP = `Usage: npm run mutation [-- FOLDER...] [-- --anew]

Changes the code of policies/FOLDER in every way that Stryker knows, runs the tests that reach it, and prints the changes that
none of them noticed, and the score. Without a folder all of them: ${folders.join(", ")}. It takes minutes for each.

  --anew   also what has not changed since it was measured last (coverage/mutation)
  --help   this text

STATIC=1 in the environment also changes texts and tables that are made when a file is loaded, which takes many times as long.
Exit codes: 0 every score is 85 or more, 1 one is not, 2 bad usage.
`;

const args = process.argv.slice(2);
const wanted = args.filter((arg) => !arg.startsWith("--"));
const strange = args.filter((arg) => !folders.includes(arg) && !["--anew", "--help"].includes(arg));
if (args.includes("--help") || strange.length > 0) {
  (strange.length > 0 ? process.stderr : process.stdout).write(
    strange.length > 0 ? `Unknown: ${strange.join(" ")}\n\n${HELP}` : HELP,
  );
  process.exit(strange.length > 0 ? 2 : 0);
}

/** How many changes of a folder were noticed, out of how many that could be. */
function count(folder) {
  const { files } = JSON.parse(readFileSync(reportOf(folder), "utf8"));
  const states = Object.values(files).flatMap(({ mutants }) => mutants.map(({ status }) => status));
  const noticed = states.filter((status) => status === "Killed" || status === "Timeout").length;
  return { noticed, of: noticed + states.filter((status) => status === "Survived" || status === "NoCoverage").length };
}

const rows = [];
let failed = false;
for (const folder of wanted.length > 0 ? wanted : folders) {
  if (!existsSync(`policies/${folder}`)) {
    continue;
  }
  if (args.includes("--anew")) {
    rmSync(reportOf(folder), { force: true });
  }
  const { status } = spawnSync("node_modules/.bin/stryker", ["run", "mutation/stryker.config.mjs"], {
    stdio: "inherit",
    env: { ...process.env, FOLDER: folder },
  });
  failed ||= status !== 0;
  rows.push({ folder, ...count(folder) });
}
const sum = rows.reduce((all, { noticed, of }) => ({ noticed: all.noticed + noticed, of: all.of + of }), {
  noticed: 0,
  of: 0,
});
for (const { folder, noticed, of } of [...rows, { folder: "all", ...sum }]) {
  console.log(`${folder.padEnd(12)} ${((100 * noticed) / of).toFixed(2).padStart(6)} %   ${noticed} of ${of}`);
}
process.exit(failed ? 1 : 0);
