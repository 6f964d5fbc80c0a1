import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";

/** Where a comment goes and who writes it. */
export interface CommentTarget {
  /** `https://api.github.com`, or that of a GitHub server of one's own. */
  readonly api: string;
  /** `owner/name` */
  readonly repository: string;
  /** Number of the pull request. */
  readonly pullRequest: number;
  /** Token that may write comments (`pull-requests: write`); never repeated in a message. */
  readonly token: string;
}

/** GitHub did not do what it was asked; the message says what, with its status and its own words. */
export class GithubError extends Error {
  override readonly name = "GithubError";
}

export interface PostOptions {
  /** Milliseconds before the second try and, twice as long, the third. @default 1000 */
  readonly pause?: number;
  /** Milliseconds for each request. @default 30000 */
  readonly timeout?: number;
}

const commentsSchema = z.array(
  z.object({
    id: z.int(),
    body: z.string().nullish(),
    /** Comments of workflows are a bot's: somebody else's that begins with the marker is not ours to change. */
    user: z.object({ type: z.string() }).nullish(),
  }),
);

/** Comments a page, the most that GitHub gives. */
const PAGE = 100;
/** Answers that another try may change: https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api */
const PASSING = new Set([429, 500, 502, 503, 504]);

/**
 * Writes the comment that begins with `marker`: changes the one of an earlier run, or makes one.
 *
 * @throws GithubError
 */
export async function writeComment(
  target: CommentTarget,
  marker: string,
  body: string,
  options: PostOptions = {},
): Promise<"created" | "updated"> {
  const issue = `/repos/${target.repository}/issues`;
  for (let page = 1; ; page++) {
    const answer = await call(
      target,
      "GET",
      `${issue}/${target.pullRequest}/comments?per_page=${PAGE}&page=${page}`,
      options,
    );
    const comments = commentsSchema.safeParse(answer);
    if (!comments.success) {
      throw new GithubError("GitHub's list of comments is not one: is the API's address right?");
    }
    const own = comments.data.find(({ body: text, user }) => user?.type === "Bot" && text?.startsWith(marker));
    if (own !== undefined) {
      await call(target, "PATCH", `${issue}/comments/${own.id}`, options, { body });
      return "updated";
    }
    if (comments.data.length < PAGE) {
      break;
    }
  }
  await call(target, "POST", `${issue}/${target.pullRequest}/comments`, options, { body });
  return "created";
}

async function call(
  target: CommentTarget,
  method: "GET" | "PATCH" | "POST",
  path: string,
  { pause = 1000, timeout = 30_000 }: PostOptions,
  body?: object,
): Promise<unknown> {
  const what = `${method} ${path.replace(/\?.*$/, "")}`;
  for (let tries = 1; ; tries++) {
    const outcome = await attempt(target, method, path, timeout, body);
    if ("answer" in outcome) {
      return outcome.answer;
    }
    // A comment that may have been made is not made again: only what changes nothing, or the same thing once more, is repeated.
    if (tries === 3 || !outcome.passing || method === "POST") {
      throw new GithubError(`${what}: ${outcome.reason}`);
    }
    await sleep(pause * 2 ** (tries - 1));
  }
}

type Outcome = { readonly answer: unknown } | { readonly passing: boolean; readonly reason: string };

async function attempt(
  { api, token }: CommentTarget,
  method: string,
  path: string,
  timeout: number,
  body: object | undefined,
): Promise<Outcome> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(`${api}${path}`, {
      method,
      headers: {
        accept: "application/vnd.github+json",
        authorization: `Bearer ${token}`,
        "content-type": "application/json",
        "user-agent": "app-of-apps-preview",
        "x-github-api-version": "2022-11-28",
      },
      // A redirect would carry the token elsewhere.
      redirect: "error",
      signal: AbortSignal.timeout(timeout),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    text = await response.text();
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : "";
    return { passing: true, reason: `no answer (${error instanceof Error ? error.message : String(error)}${cause})` };
  }
  if (response.ok) {
    return { answer: jsonOf(text) };
  }
  const { status } = response;
  const words = z.object({ message: z.string() }).safeParse(jsonOf(text));
  return {
    passing: PASSING.has(status),
    reason: `${status}${words.success ? ` ${words.data.message}` : ""}${mendOf(status)}`,
  };
}

function mendOf(status: number): string {
  if (status === 401) {
    return ". Give the job its own token, github.token, as GITHUB_TOKEN.";
  }
  if (status === 403 || status === 404) {
    return ". The job needs the permission pull-requests: write; forks never get it.";
  }
  return "";
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
