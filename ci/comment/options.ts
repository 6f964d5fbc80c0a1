import { parseArgs } from "node:util";
import { errorMessage } from "../../components/core/errors";
import type { CommentContext } from "./markdown";

export const HELP = `Usage: node --require ts-node/register ci/comment/main.ts COMMAND OPTIONS

  summarize --environment NAME --events FILE --out FILE [--markdown FILE] [--commit SHA]
      Summarizes a preview from the engine's event log (pulumi preview --event-log FILE) as JSON, without any value of a resource;
      --markdown appends it as Markdown, e.g. to a job's summary. The event log contains secrets and must not leave the job.

  write --environment NAME... --summaries FOLDER --pull-request NUMBER --commit SHA [--access FILE]
      Creates or updates one comment with the summaries of all environments, in the order of --environment. Above them it says what
      changes in the access map: FILE is the output of npm run -s access -- diff REF --json.

Both read the variables of GitHub Actions: GITHUB_REPOSITORY, GITHUB_API_URL, GITHUB_SERVER_URL, GITHUB_RUN_ID; write also needs GITHUB_TOKEN.
Exit codes: 0 done, 1 GitHub refused or a summary is unreadable, 2 bad usage or bad input.
`;

type Context = Omit<CommentContext, "environments">;

/** Options of each command. */
export interface Options {
  readonly summarize: {
    readonly environment: string;
    readonly events: string;
    readonly out: string;
    readonly markdown?: string;
    readonly context: Context;
  };
  readonly write: {
    readonly environments: readonly string[];
    readonly folder: string;
    readonly api: string;
    readonly repository: string;
    readonly pullRequest: number;
    /** File of what changes in the access map. */
    readonly access?: string;
    readonly context: Context;
  };
}

export type ParsedCommand =
  | { readonly command: "summarize"; readonly options: Options["summarize"] }
  | { readonly command: "write"; readonly options: Options["write"] }
  | { readonly command: "help" }
  | { readonly problems: readonly string[] };

/** Reads a command line and GitHub's variables; all problems are returned together. */
export function readOptions(argv: readonly string[], env: Readonly<Record<string, string | undefined>>): ParsedCommand {
  const [command, ...args] = argv;
  if (command === "--help" || command === "-h") {
    return { command: "help" };
  }
  if (command !== "summarize" && command !== "write") {
    return {
      problems: [
        `${command === undefined ? "the command is missing" : `unknown command ${command}`}; expected summarize or write`,
      ],
    };
  }
  const text = { type: "string" } as const;
  const names = { environment: { type: "string", multiple: true }, commit: text } as const;
  try {
    if (command === "summarize") {
      const options = { ...names, events: text, out: text, markdown: text } as const;
      return summarizeOptions(parseArgs({ args, options }).values, env);
    }
    const options = { ...names, summaries: text, "pull-request": text, access: text } as const;
    return writeOptions(parseArgs({ args, options }).values, env);
  } catch (error) {
    return { problems: [errorMessage(error)] };
  }
}

type Env = Readonly<Record<string, string | undefined>>;
type Given = { readonly environment?: string[]; readonly commit?: string };

function summarizeOptions(
  given: Given & { events?: string; out?: string; markdown?: string },
  env: Env,
): ParsedCommand {
  const { environment: [environment, ...more] = [], events, out, markdown } = given;
  const context = contextOf(given, env);
  const problems = [
    ...environmentProblems(given),
    ...(more.length > 0 ? ["--environment: expected exactly one"] : []),
    ...(events === undefined ? ["--events is missing: write the file of the engine's event log"] : []),
    ...(out === undefined ? ["--out is missing: write the file to create"] : []),
  ];
  if (environment === undefined || events === undefined || out === undefined || problems.length > 0) {
    return { problems };
  }
  const options = { environment, events, out, context, ...(markdown === undefined ? {} : { markdown }) };
  return { command: "summarize", options };
}

function writeOptions(
  given: Given & { summaries?: string; "pull-request"?: string; access?: string },
  env: Env,
): ParsedCommand {
  const { environment: environments = [], summaries: folder, "pull-request": number = "", commit } = given;
  const { GITHUB_REPOSITORY: repository = "", GITHUB_API_URL: api = "https://api.github.com" } = env;
  const problems = [
    ...environmentProblems(given),
    ...(folder === undefined ? ["--summaries is missing: write the folder with the summaries"] : []),
    ...(/^[1-9]\d*$/.test(number) ? [] : [`--pull-request ${number}: is not the number of a pull request`]),
    ...(/^[0-9a-f]{7,64}$/.test(commit ?? "") ? [] : [`--commit ${commit ?? ""}: is not a commit`]),
    ...(/^[\w.-]+\/[\w.-]+$/.test(repository) ? [] : [`GITHUB_REPOSITORY ${repository}: is not owner/name`]),
    // The token is sent there, so plain HTTP is allowed on this machine only.
    ...(/^(https:\/\/|http:\/\/127\.0\.0\.1[:/])/.test(api) ? [] : [`GITHUB_API_URL ${api}: is not https`]),
  ];
  if (folder === undefined || problems.length > 0) {
    return { problems };
  }
  const context = contextOf(given, env);
  const access = given.access === undefined ? {} : { access: given.access };
  const pullRequest = Number(number);
  return { command: "write", options: { environments, folder, api, repository, pullRequest, context, ...access } };
}

const environmentProblems = ({ environment = [] }: Given): string[] =>
  environment.length === 0
    ? ["--environment is missing: write the environment"]
    : environment
        .filter((name) => !/^[a-z][a-z0-9-]{0,19}$/.test(name))
        .map((name) => `--environment ${name}: is not a valid environment name`);

/** Commit and page of the run. */
function contextOf({ commit = "" }: Given, env: Env): Context {
  const {
    GITHUB_SERVER_URL: server = "https://github.com",
    GITHUB_REPOSITORY: repository = "",
    GITHUB_RUN_ID: run = "",
  } = env;
  return { commit, runUrl: `${server}/${repository}/actions/runs/${run}` };
}
