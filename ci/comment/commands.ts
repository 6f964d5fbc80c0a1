import { appendFile, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { errorMessage } from "../../components/core/errors";
import { parseJson } from "../../components/core/json";
import { readEventLog } from "./event-log";
import { GithubError, type PostOptions, writeComment } from "./github";
import { type CommentContext, MARKER, renderComment } from "./markdown";
import { maskOf } from "./mask";
import type { Options } from "./options";
import { summarize } from "./summarize";
import { type PreviewSummary, previewSummarySchema, verdictOf } from "./summary";

/** 0 done, 1 GitHub refused or a summary is unreadable, 2 bad usage or bad input. */
export type Status = 0 | 1 | 2;

export interface CommandResult {
  readonly status: Status;
  readonly stdout: string;
  readonly stderr: string;
}

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Writes the summary of one preview, optionally with Markdown. Findings do not change the exit code; the engine's has
 * them.
 */
export async function summarizeCommand(options: Options["summarize"], env: Env): Promise<CommandResult> {
  const { environment, events, out, markdown, context } = options;
  let text: string;
  try {
    text = await readFile(events, "utf8");
  } catch (error) {
    return refusal(
      `--events ${events}: cannot be read (${errorMessage(error)}); write the file of "pulumi preview --event-log FILE"`,
    );
  }
  const summary = summarize(environment, readEventLog(text), maskOf(env));
  await writeFile(out, JSON.stringify(summary));
  if (markdown !== undefined) {
    await appendFile(markdown, renderComment([summary], { ...context, environments: [environment] }));
  }
  const { changes, findings } = summary;
  return {
    status: 0,
    stdout: `${environment}: ${verdictOf(summary)}, ${changes.length} changes, ${findings.length} findings\n`,
    stderr: "",
  };
}

/** Writes the comment from the summaries in a folder, at any depth, as downloaded artifacts are. */
export async function writeCommand(
  options: Options["write"],
  env: Env,
  post: PostOptions = {},
): Promise<CommandResult> {
  const { folder, repository, api, pullRequest, environments, context } = options;
  const token = env.GITHUB_TOKEN ?? "";
  if (token === "") {
    return refusal("GITHUB_TOKEN is not set; set it to the job's own token, github.token");
  }
  const { summaries, problems } = await readSummaries(folder);
  const access = options.access === undefined ? {} : { access: await readAccessChanges(options.access) };
  const comment: CommentContext = { ...context, environments, ...access };
  try {
    const body = renderComment(summaries, comment);
    const done = await writeComment({ api, repository, pullRequest, token }, MARKER, body, post);
    const stderr = problems.map((problem) => `${problem}\n`).join("");
    return {
      status: problems.length > 0 ? 1 : 0,
      stdout: `comment ${done}, ${Buffer.byteLength(body)} bytes\n`,
      stderr,
    };
  } catch (error) {
    if (!(error instanceof GithubError)) {
      throw error;
    }
    return { status: 1, stdout: "", stderr: `${error.message}\n` };
  }
}

/** Sentences of `access -- diff --json`; null where the file has none, because the map could not be read. */
async function readAccessChanges(file: string): Promise<readonly string[] | null> {
  const text = await readFile(file, "utf8").catch(() => "");
  const read = accessChangesSchema.safeParse(parseJson(text));
  return read.success ? read.data.changes.map((change) => change.text) : null;
}

const accessChangesSchema = z.object({ changes: z.array(z.object({ text: z.string() })) });

async function readSummaries(folder: string): Promise<{ summaries: PreviewSummary[]; problems: string[] }> {
  // Without a folder no job wrote a summary, and the comment says so.
  const files = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const summaries: PreviewSummary[] = [];
  const problems: string[] = [];
  for (const file of files.filter((one) => one.isFile() && one.name.endsWith(".json"))) {
    const path = join(file.parentPath, file.name);
    try {
      summaries.push(previewSummarySchema.parse(JSON.parse(await readFile(path, "utf8"))));
    } catch {
      problems.push(`${path}: is not a summary of a preview; its environment is shown as unfinished`);
    }
  }
  return { summaries, problems };
}

const refusal = (problem: string): CommandResult => ({ status: 2, stdout: "", stderr: `${problem}\n` });
