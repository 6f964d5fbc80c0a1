import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { COMMANDS } from "../../cli/commands";
import { parseLine } from "../../cli/parse";
import { lintWorkflow } from "../../policies/lint-workflow";
import { parseOptions } from "../../sandbox/run/options";

const SCRIPTS: Record<string, string> = JSON.parse(readFileSync("package.json", "utf8")).scripts;

const PAGES = [
  "README.md",
  "CONTRIBUTING.md",
  ...["policies", "sandbox", "docs", "docs/how-to"].flatMap((folder) =>
    existsSync(folder)
      ? readdirSync(folder)
          .filter((name) => name.endsWith(".md"))
          .map((name) => `${folder}/${name}`)
      : [],
  ),
];

/** Lines of a page's shell blocks, with continued lines joined and comments left out, and its `npm ...` in backticks. */
function shellLines(page: string): string[] {
  const text = readFileSync(page, "utf8");
  const blocks = [...text.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block = ""]) =>
    block.replaceAll("\\\n", " ").split("\n"),
  );
  const inline = [...text.replace(/```[\s\S]*?```/g, "").matchAll(/`((?:npm|npx) [^`]*)`/g)].map(([, one = ""]) => one);
  return [...blocks, ...inline].map((line) => line.replace(/\s#\s.*$/, "").trim()).filter((line) => line !== "");
}

/** Words of a line: quotes are removed, `[optional]` counts as written, a pipe or redirection ends it. */
function words(line: string): string[] {
  const [command = ""] = line.split(/\s(?:>>?|\||&&|;)\s/);
  return [...command.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, double, single, bare = ""]) => {
    return double ?? single ?? bare.replace(/^\[|\]$/g, "");
  });
}

/** What is wrong with one line of documentation; nothing where it is not one of this repository's commands. */
function problemsOf(line: string): readonly string[] {
  const [program, ...rest] = words(line);
  if (program === "npx" && rest[0] === "mocha") {
    return rest.slice(1).filter((file) => file.startsWith("test/") && !/[*{]|FILE/.test(file) && !existsSync(file));
  }
  if (program !== "npm" || !(rest[0] === "run" || rest[0] === "test")) {
    return [];
  }
  const [script = "", ...args] =
    rest[0] === "test" ? rest : rest.slice(1).filter((word) => word !== "-s" && word !== "OPTIONS");
  const options = args[0] === "--" ? args.slice(1) : args;
  return SCRIPTS[script] === undefined ? [`there is no script ${script}`] : optionProblems(script, options);
}

function optionProblems(script: string, options: readonly string[]): readonly string[] {
  const named = COMMANDS.filter(({ command }) => command.name === script);
  const chosen = named.find(({ subcommand }) => subcommand !== undefined && subcommand === options[0]);
  const command = chosen?.command ?? named.find(({ subcommand }) => subcommand === undefined)?.command;
  if (command !== undefined && options.length > 0) {
    const parsed = parseLine(chosen === undefined ? options : options.slice(1), command);
    return "problems" in parsed ? parsed.problems : [];
  }
  if (script === "sandbox") {
    const parsed = parseOptions(options);
    return "problem" in parsed ? [parsed.problem] : [];
  }
  if (script === "lint:workflow" && options.length > 0) {
    const { stderr } = lintWorkflow(options, () => "{}");
    return /^(Unknown|No file)/.test(stderr) ? [stderr] : [];
  }
  return [];
}

describe("commands in the documentation", () => {
  for (const page of PAGES) {
    it(`${page} names scripts, options and files that are there`, () => {
      const problems = shellLines(page).flatMap((line) => problemsOf(line).map((problem) => `${line}: ${problem}`));
      assert.deepEqual(problems, []);
    });
  }

  it("finds a wrong script, option, subcommand and file", () => {
    for (const line of [
      "npm run -s plam -- x.json",
      "npm run -s rollback -- --stack prod --ap orders",
      "npm run -s access -- diff",
      "npm run sandbox -- --forever",
      "npx mocha test/nothing.test.ts",
    ]) {
      assert.notDeepEqual(problemsOf(line), [], line);
    }
    assert.deepEqual(problemsOf('npm run -s rollback -- --stack prod --all --to TIME --why "a reason"  '), []);
    assert.deepEqual(problemsOf("npm run -s access -- aws-config --stack dev >> ~/.aws/config"), []);
  });
});
